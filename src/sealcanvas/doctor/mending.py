"""The smallest change that mends a refusal, checked against the policies as they stand now."""

from sealcanvas.access.decision import Decision
from sealcanvas.access.layers import NamedPolicy, PolicySet
from sealcanvas.access.mend import Mend, mend
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.iam.roles import find_role
from sealcanvas.kms.find import key_of_arn
from sealcanvas.s3.bucket import read_bucket
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.instance import Instance


def mend_of(instance: Instance, decision: Decision) -> Mend | None:
    """What would allow the refused request now; None if it is allowed, or no one change helps."""
    policies = _policies_now(instance, decision)
    # What was refused then may be allowed by now, or lie in a policy that we cannot look up: then it is a proposal.
    return (mend(decision, policies) if policies is not None else None) or mend(decision)


def _policies_now(instance: Instance, decision: Decision) -> PolicySet | None:
    request = decision.request
    if request.principal.kind == "anonymous":
        return None
    identity = instance.identities.policies_of(request.principal)
    resource = _resource_policy(instance, decision)
    if resource is None and decision.rules != "standard":
        return None
    session = None
    if decision.session_policies is not None:
        session = tuple(
            NamedPolicy(name, PolicyDocument.parse(text, "session")) for name, text in decision.session_policies
        )
    return PolicySet(identity.identity, identity.boundary, session, identity.service_control, resource)


def _resource_policy(instance: Instance, decision: Decision) -> NamedPolicy | None:
    arn = decision.request.resource
    if decision.rules == "key":
        call = Call(instance, decision.request.principal, new_request_id(), arn.split(":")[3])
        key = key_of_arn(call, arn)
        return None if key is None else key.policy
    if decision.rules == "trust":
        role = find_role(instance, arn)
        return None if role is None else role.policy
    if arn.startswith("arn:aws:s3:::"):
        with instance.database.read() as connection:
            bucket = read_bucket(connection, arn.removeprefix("arn:aws:s3:::").partition("/")[0])
        return None if bucket is None else bucket.policy
    return None

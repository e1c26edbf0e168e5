"""The smallest change that mends a refusal, checked against the policies as they stand now."""

from collections.abc import Iterator

from sealcanvas.access.decision import Decision
from sealcanvas.access.layers import NamedPolicy, PolicySet
from sealcanvas.access.mend import Mend, mend
from sealcanvas.doctor.standing import policies_now
from sealcanvas.iam.aws_managed_policies import aws_managed_policies
from sealcanvas.kms.find import key_of_arn
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.instance import Instance


def mend_of(instance: Instance, decision: Decision) -> Mend | None:
    """What would allow the refused request now; None if it was allowed."""
    policies = policies_now(instance, decision)
    return mend(decision, policies, fixed_places(instance, decision, policies))


def fixed_places(instance: Instance, decision: Decision, policies: PolicySet) -> frozenset[str]:
    """The places of policies that bear on the request and that nobody can change: those that AWS keeps."""
    fixed = {policy.place for policy in _policies(policies) if _kept_by_aws(policy.place)}
    if decision.rules == "key":
        arn = decision.request.resource
        key = key_of_arn(Call(instance, decision.request.principal, new_request_id(), arn.split(":")[3]), arn)
        if key is not None and key.manager == "AWS":
            fixed.add(arn)
    return frozenset(fixed)


def _kept_by_aws(place: str) -> bool:
    return place in aws_managed_policies() or place.startswith("arn:aws:organizations::aws:")


def _policies(policies: PolicySet) -> Iterator[NamedPolicy]:
    yield from policies.identity
    if policies.boundary is not None:
        yield policies.boundary
    for level in policies.service_control or ():
        yield from level

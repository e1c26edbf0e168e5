"""The smallest change that mends a refusal, checked against the policies as they stand now."""

from sealcanvas.access.arn import region_of
from sealcanvas.access.decision import Decision
from sealcanvas.access.layers import PolicySet
from sealcanvas.access.mend import Advice, Mend, mend
from sealcanvas.access.principal import Principal
from sealcanvas.doctor.standing import policies_now
from sealcanvas.iam.aws_managed_policies import aws_managed_policies
from sealcanvas.iam.principals import unique_id_of
from sealcanvas.kms.find import key_of_arn
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.instance import Instance


def mend_of(instance: Instance, decision: Decision) -> Mend | None:
    """What would allow the refused request now; None if it was allowed.

    Nothing, where somebody else has the asker's ARN by now: a policy that names it would let the stranger in.
    """
    if decision.allowed:
        return None
    principal = decision.request.principal
    if _is_succeeded(instance, principal):
        return Mend((), Advice("nothing"))
    if principal.kind in ("user", "role-session") and unique_id_of(instance, principal.stable_arn) is None:
        return Mend((), Advice("missing-principal"))
    policies = policies_now(instance, decision)
    if policies.resource is None and decision.rules in ("key", "trust"):  # each of these has a policy while it is there
        return Mend((), Advice("missing-resource"))
    return mend(decision, policies, fixed_places(instance, decision, policies))


def fixed_places(instance: Instance, decision: Decision, policies: PolicySet) -> frozenset[str]:
    """The places of policies that bear on the request and that nobody can change: those that AWS keeps."""
    fixed = {policy.place for policy in policies if _kept_by_aws(policy.place)}
    if decision.rules == "key":
        arn = decision.request.resource
        key = key_of_arn(Call(instance, decision.request.principal, new_request_id(), region_of(arn)), arn)
        if key is not None and key.manager == "AWS":
            fixed.add(arn)
    return frozenset(fixed)


def _is_succeeded(instance: Instance, principal: Principal) -> bool:
    unique_id = principal.role_id or principal.issuer_id or principal.principal_id
    if not unique_id.startswith(("AROA", "AIDA")):
        return False
    now = unique_id_of(instance, principal.role_arn or principal.issuer_arn or principal.arn)
    return now is not None and now != unique_id


def _kept_by_aws(place: str) -> bool:
    return place in aws_managed_policies() or place.startswith("arn:aws:organizations::aws:")

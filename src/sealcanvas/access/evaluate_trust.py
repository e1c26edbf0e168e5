"""Who may assume a role: its trust policy decides."""

from sealcanvas.access.decision import Decision
from sealcanvas.access.layers import PolicySet
from sealcanvas.access.principal_element import Named
from sealcanvas.access.request import AccessRequest
from sealcanvas.access.rules import Evaluation


def decide_trust(request: AccessRequest, policies: PolicySet) -> Decision:
    """Decide `sts:AssumeRole`; `policies.resource` is the role's trust policy, `request.resource` the role's ARN.

    A principal of the role's account whom the trust policy names needs nothing more; one whose account alone is named
    needs an identity-based policy as well, and so does every principal of another account. Services need the trust
    policy alone.
    """
    evaluation = Evaluation(request, policies, "trust")
    denied = evaluation.denied()
    if denied is not None:
        return denied
    named = evaluation.resource.named
    if named is Named.NOT or (evaluation.policyless and named is Named.ACCOUNT):
        return evaluation.conclude("trust")
    if evaluation.policyless:
        return evaluation.conclude("allowed", "trust")
    if named is Named.ACCOUNT or not evaluation.same_account:
        if not evaluation.identity_allows:
            return evaluation.conclude("identity")
        named = Named.ACCOUNT
    limit = evaluation.limit(named)
    return evaluation.conclude("allowed", "trust") if limit is None else evaluation.conclude(limit)

"""The standard rules: who may do what to resources that are neither keys nor roles to assume."""

from sealcanvas.access.decision import Decision
from sealcanvas.access.layers import PolicySet
from sealcanvas.access.principal_element import Named
from sealcanvas.access.request import AccessRequest
from sealcanvas.access.rules import Evaluation


def decide(request: AccessRequest, policies: PolicySet) -> Decision:
    """Decide `request` by IAM's standard rules (`policies.resource` is e.g. the bucket policy).

    In the resource's own account, an identity-based policy or the resource's policy suffices; across accounts both
    must allow. Services and anonymous callers have the resource's policy alone.
    """
    evaluation = Evaluation(request, policies, "standard")
    denied = evaluation.denied()
    if denied is not None:
        return denied
    named = evaluation.resource.named
    if evaluation.policyless:
        return evaluation.conclude("allowed", "resource") if named > Named.ACCOUNT else evaluation.conclude("resource")
    if evaluation.same_account:
        if named > Named.ACCOUNT:
            limit = evaluation.limit(named)
            return evaluation.conclude("allowed", "resource") if limit is None else evaluation.conclude(limit)
    elif named is Named.NOT:
        return evaluation.conclude("resource")
    if not evaluation.identity_allows:
        return evaluation.conclude("identity")
    limit = evaluation.limit(Named.NOT)
    return evaluation.conclude("allowed", "identity") if limit is None else evaluation.conclude(limit)

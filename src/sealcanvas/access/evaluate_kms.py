"""KMS's own rules: the key policy comes first, IAM counts only where it says so, grants are a third way.

Source: AWS KMS Developer Guide, "Key policies", "Allowing users in other accounts to use a KMS key", "Grants".
"""

from collections.abc import Mapping, Sequence

from sealcanvas.access.decision import Decision
from sealcanvas.access.grant import Grant
from sealcanvas.access.layers import PolicySet
from sealcanvas.access.principal_element import Named
from sealcanvas.access.request import AccessRequest
from sealcanvas.access.rules import Evaluation

CROSS_ACCOUNT_OPERATIONS = frozenset(
    {
        "kms:creategrant",
        "kms:decapsulate",
        "kms:decrypt",
        "kms:derivesharedsecret",
        "kms:describekey",
        "kms:encapsulate",
        "kms:encrypt",
        "kms:generatedatakey",
        "kms:generatedatakeypair",
        "kms:generatedatakeypairwithoutplaintext",
        "kms:generatedatakeywithoutplaintext",
        "kms:generatemac",
        "kms:getkeyrotationstatus",
        "kms:getpublickey",
        "kms:listgrants",
        "kms:reencryptfrom",
        "kms:reencryptto",
        "kms:retiregrant",
        "kms:revokegrant",
        "kms:sign",
        "kms:verify",
        "kms:verifymac",
    }
)
"""The only actions that principals of other accounts can be allowed, lower-cased."""


def decide_key(request: AccessRequest, policies: PolicySet, encryption_context: Mapping[str, str]) -> Decision:
    """Decide the use of a key; `policies.resource` is its key policy, `encryption_context` {} where there is none.

    Operations without a key (CreateKey, ListKeys) follow the standard rules: `decide`.
    """
    evaluation = Evaluation(request, policies, "key", encryption_context)
    denied = evaluation.denied()
    if denied is not None:
        return denied
    granted = Named.NOT
    if policies.grants:
        granted, evaluation.grant = _granted(policies.grants, request, encryption_context)
        if granted > Named.ACCOUNT or (granted is Named.ACCOUNT and evaluation.identity_allows):
            limit = evaluation.limit(granted)
            if limit is None:
                return evaluation.conclude("allowed", "grant")
        evaluation.grant = None
    named = evaluation.resource.named
    if evaluation.policyless:
        return evaluation.conclude("allowed", "resource") if named > Named.ACCOUNT else evaluation.conclude("resource")
    if not evaluation.same_account:
        if named is Named.NOT or request.action.lower() not in CROSS_ACCOUNT_OPERATIONS:
            return evaluation.conclude("cross-account-key")
        named = Named.ACCOUNT
    if named is Named.NOT:
        return evaluation.conclude("resource")
    if named is Named.ACCOUNT and not evaluation.identity_allows:
        return evaluation.conclude("identity")
    limit = evaluation.limit(named)
    if limit is not None:
        return evaluation.conclude(limit)
    return evaluation.conclude("allowed", "resource")


def _granted(
    grants: Sequence[Grant], request: AccessRequest, encryption_context: Mapping[str, str]
) -> tuple[Named, Grant | None]:
    """Return the grant that names the principal most directly, and how."""
    best: Grant | None = None
    best_named = Named.NOT
    for grant in grants:
        named = grant.names(request.principal)
        if named > best_named and grant.covers(request, encryption_context):
            best, best_named = grant, named
    return best_named, best

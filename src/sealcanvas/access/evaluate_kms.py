"""KMS's own rules: the key policy comes first, IAM counts only where it says so, grants are a third way.

Source: AWS KMS Developer Guide, "Key policies", "Allowing users in other accounts to use a KMS key", "Grants".
"""

from collections.abc import Mapping

from sealcanvas.access.decision import Decision
from sealcanvas.access.layer_result import Layer
from sealcanvas.access.layers import PolicySet
from sealcanvas.access.messages import Reason
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
    reason, layer = _by_policy(evaluation)
    if reason != "allowed":
        granted, grant = policies.grants.covering(request, encryption_context)
        if granted > Named.ACCOUNT or (granted is Named.ACCOUNT and evaluation.identity_allows):
            limit = evaluation.limit(granted)
            if limit is None:
                evaluation.grant = grant
                return evaluation.conclude("allowed", "grant")
    return evaluation.conclude(reason, layer)


def _by_policy(evaluation: Evaluation) -> tuple[Reason, Layer | None]:
    """Return what key policy and identity-based policies make of the request, and the layer that allowed it."""
    named = evaluation.resource.named
    if evaluation.policyless:
        return ("allowed", "resource") if named > Named.ACCOUNT else ("resource", None)
    if not evaluation.same_account:
        if named is Named.NOT or evaluation.request.action.lower() not in CROSS_ACCOUNT_OPERATIONS:
            return "cross-account-key", None
        named = Named.ACCOUNT
    if named is Named.NOT:
        return "resource", None
    if named is Named.ACCOUNT and not evaluation.identity_allows:
        return "identity", None
    limit = evaluation.limit(named)
    return ("allowed", "resource") if limit is None else (limit, None)

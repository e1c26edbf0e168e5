"""What an account is told of a decision on another account's resource: no more than the answer itself said."""

from dataclasses import replace

from sealcanvas.access.decision import Decision
from sealcanvas.access.layer_result import LayerResult

OF_THE_OWNER = frozenset({"resource", "trust", "grant"})
"""The layers that are the resource's account's."""

# In lower case: policies spell them as they like.
_TAGS = (":resourcetag/", ":existingobjecttag/")
_FACTS = frozenset({"kms:keyspec", "kms:keyusage", "kms:keyorigin", "kms:multiregion", "kms:resourcealiases"})


def seen_by(decision: Decision, account: str | None) -> Decision:
    """The decision without what its resource's policy, grants and tags say, where they are another account's.

    Args:
        account: who is told; None, at the server itself, is told all.
    """
    if not is_foreign(decision, account):
        return decision
    layers = tuple(_hidden(decision, each) if each.layer in OF_THE_OWNER else _unseen(each) for each in decision.layers)
    owners = decision.reason == "cross-account-key" or any(
        each.layer in OF_THE_OWNER and each.statement == decision.deciding for each in decision.layers
    )
    context = {name: value for name, value in decision.request.context.items() if not _is_of_resource(name)}
    return replace(
        decision,
        request=replace(decision.request, context=context, resource=name_of_resource(decision, account)),
        tell=lambda _allowing_too: layers,
        deciding=None if owners else decision.deciding,
    )


def name_of_resource(decision: Decision, account: str | None) -> str:
    """The ARN by which an account is told of the resource.

    Of another account's key that refused the call, the alias that the call named: which key is behind it is its
    owner's to tell.
    """
    request = decision.request
    alias = request.context.get("kms:RequestAlias", "")
    if decision.allowed or not isinstance(alias, str) or not alias or not is_foreign(decision, account):
        return request.resource
    return f"{request.resource.rpartition(':')[0]}:{alias}"


def is_foreign(decision: Decision, account: str | None) -> bool:
    """Whether the resource is of another account than the one that is told."""
    return account is not None and decision.request.resource_account != account


def told_account(decision: Decision) -> str:
    """The account that is told of a decision on the work of its principal: its own, or a service's source."""
    principal, source = decision.request.principal, decision.request.context.get("aws:SourceAccount", "")
    return principal.account or (source if isinstance(source, str) else "")


def _hidden(decision: Decision, layer: LayerResult) -> LayerResult:
    outcome = "no-match" if decision.reason == "cross-account-key" else layer.outcome
    return LayerResult(layer.layer, outcome, "another-account")


def _unseen(layer: LayerResult) -> LayerResult:
    """What the caller's own policies said, without what they found of the resource."""
    checks = tuple(replace(check, found=None) if _is_of_resource(check.key) else check for check in layer.checks)
    return replace(layer, checks=checks)


def _is_of_resource(key: str) -> bool:
    """Whether a condition key tells what the resource is like."""
    return key.lower() in _FACTS or any(part in key.lower() for part in _TAGS)

"""The conditions that keep a new statement to the circumstances of the request that it is for."""

from collections.abc import Mapping

from sealcanvas.access.context import Context
from sealcanvas.access.decision import Decision
from sealcanvas.access.layer_result import ConditionCheck

Conditions = dict[str, dict[str, str | list[str]]]

_ENCRYPTION_CONTEXT = "kms:EncryptionContext:"
_ALWAYS = ("kms:ViaService", "sts:ExternalId", "aws:SourceAccount", "aws:SourceArn")
_WIDENED = frozenset({"aws:sourcearn"})


def pins(decision: Decision) -> Conditions:
    """Return what a new statement demands of later requests so that it fits this one's kind alone.

    The service through which a key is used, the encryption context (ARNs in it up to their last part: one bucket, one
    kind of job), the external id, the source of a service, the audience and subject of a web identity.
    """
    found: Conditions = {}
    context = Context(decision.request, decision.encryption_context or {})
    for key in (*_ALWAYS, *_web_identity_keys(decision)):
        value = context.get(key.lower())
        if value is not None and len(value) == 1:
            _pin(found, key, value[0], widened=key.lower() in _WIDENED)
    for name, text in (decision.encryption_context or {}).items():
        _pin(found, _ENCRYPTION_CONTEXT + name, text, widened=text.startswith("arn:"))
    return found


def held(checks: tuple[ConditionCheck, ...]) -> Conditions:
    """Return the conditions among `checks` that hold, as a statement writes them."""
    found: Conditions = {}
    for check in checks:
        if check.held:
            found.setdefault(check.operator, {})[check.key] = list(check.wanted)
    return found


def merged(first: Conditions, second: Mapping[str, Mapping[str, str | list[str]]]) -> Conditions:
    """Return both sets of conditions; where both speak of a key under the same operator, the first holds."""
    found = {operator: dict(keys) for operator, keys in first.items()}
    for operator, keys in second.items():
        for key, value in keys.items():
            found.setdefault(operator, {}).setdefault(key, value)
    return found


def general(arn: str) -> str:
    """Return the pattern of an ARN's siblings: `arn:aws:s3:::bucket/*` for an object's."""
    end = arn.rfind("/")
    if arn.startswith("arn:aws:s3:::"):
        end = arn.find("/")
    return f"{arn[: end + 1]}*" if end > 0 else arn


def _pin(found: Conditions, key: str, value: str, *, widened: bool) -> None:
    pattern = general(value) if widened else value
    found.setdefault("StringEquals" if pattern == value else "StringLike", {})[key] = pattern


def _web_identity_keys(decision: Decision) -> tuple[str, ...]:
    provider = decision.request.principal.provider
    if provider is None:
        return ()
    issuer = provider.rpartition("oidc-provider/")[2]
    return (f"{issuer}:aud", f"{issuer}:sub")

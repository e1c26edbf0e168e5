"""The conditions that keep a new statement to the circumstances of the request that it is for."""

from collections.abc import Mapping

from sealcanvas.access.context import Context
from sealcanvas.access.decision import Decision
from sealcanvas.access.layer_result import ConditionCheck
from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.mend.verbatim import verbatim

Conditions = dict[str, dict[str, str | list[str]]]

_ENCRYPTION_CONTEXT = "kms:EncryptionContext:"
_ALWAYS = ("kms:ViaService", "sts:ExternalId", "aws:SourceAccount", "aws:SourceArn", "iam:PassedToService")
_WIDENED = frozenset({"aws:sourcearn"})


def pins(decision: Decision, policy: NamedPolicy | None) -> Conditions:
    """Return what a new statement demands of later requests so that it fits this one's kind alone.

    The service through which a key is used, the encryption context (ARNs in it up to their last part: one bucket, one
    kind of job), the external id, the source of a service, the service that a role is passed to, the audience and
    subject of a web identity.

    Args:
        policy: where the statement is to stand; None for a new policy.

    Raises:
        NotWritable: a value cannot be written there.
    """
    found: Conditions = {}
    context = Context(decision.request, decision.encryption_context or {})
    for key in (*_ALWAYS, *_web_identity_keys(decision)):
        value = context.get(key.lower())
        if value is not None and len(value) == 1:
            _pin(found, policy, key, value[0], widened=key.lower() in _WIDENED)
    for name, text in (decision.encryption_context or {}).items():
        _pin(found, policy, _ENCRYPTION_CONTEXT + name, text, widened=text.startswith("arn:"))
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


def siblings(arn: str) -> str | None:
    """Return how the ARNs of a resource's siblings begin (`arn:aws:s3:::bucket/` for an object), if it has any."""
    end = arn.find("/") if arn.startswith("arn:aws:s3:::") else arn.rfind("/")
    return arn[: end + 1] if end > 0 else None


def _pin(found: Conditions, policy: NamedPolicy | None, key: str, value: str, *, widened: bool) -> None:
    beginning = siblings(value) if widened else None
    if beginning is None:
        found.setdefault("StringEquals", {})[key] = verbatim(value, policy, pattern=False)
    else:
        found.setdefault("StringLike", {})[key] = f"{verbatim(beginning, policy)}*"


def _web_identity_keys(decision: Decision) -> tuple[str, ...]:
    provider = decision.request.principal.provider
    if provider is None:
        return ()
    issuer = provider.rpartition("oidc-provider/")[2]
    return (f"{issuer}:aud", f"{issuer}:sub")

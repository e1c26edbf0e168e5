"""A request as the audit trail may hold it: no secrets, no contents."""

from typing import Any

_MASK = "HIDDEN_DUE_TO_SECURITY_REASONS"  # CloudTrail's own wording


def redact(value: Any, sensitive: frozenset[str], path: str = "") -> Any:
    """`value` without the members named in `sensitive`, and with bytes and streams left out.

    Args:
        value: request parameters by their wire names.
        sensitive: dotted paths of the members that the service model marks as sensitive.
        path: where in the request `value` stands.
    """
    if path in sensitive:
        return _MASK
    if isinstance(value, dict):
        kept = {name: redact(item, sensitive, f"{path}.{name}" if path else name) for name, item in value.items()}
        return {name: item for name, item in kept.items() if item is not None}
    if isinstance(value, list | tuple):
        return [redact(item, sensitive, path) for item in value]
    if isinstance(value, str | int | float | bool):
        return value
    return str(value) if hasattr(value, "isoformat") else None

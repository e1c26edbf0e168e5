"""Pages of a list: a Limit, and a Marker that tells where the last page ended."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from sealcanvas.kms.errors import InvalidMarkerException
from sealcanvas.service.errors import ValidationException


def limit_of(request: dict[str, Any], *, default: int, maximum: int) -> int:
    """How many items the page may hold.

    Raises:
        ValidationException: more than the operation gives at once.
    """
    limit = int(request.get("Limit") or default)
    if limit > maximum:
        raise ValidationException(
            f"1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: "
            f"Member must have value less than or equal to {maximum}"
        )
    return limit


def marker(operation: str, last: str | int) -> str:
    """The marker after a page that ended with `last`."""
    return urlsafe_b64encode(json.dumps([operation, last]).encode()).decode()


def after(request: dict[str, Any], operation: str, kind: type[str] | type[int] = str) -> Any:
    """What the page before ended with; None for the first page.

    Raises:
        InvalidMarkerException: not a marker of this operation.
    """
    text = request.get("Marker")
    if text is None:
        return None
    try:
        name, last = json.loads(urlsafe_b64decode(text))
    except (ValueError, TypeError):
        raise InvalidMarkerException("Could not deserialize marker") from None
    if name != operation or not isinstance(last, kind):
        raise InvalidMarkerException("Could not deserialize marker")
    return last


def page(member: str, items: list[Any], limit: int, operation: str, last: str | int | None) -> dict[str, Any]:
    """The answer of a list operation.

    Args:
        items: up to `limit` + 1 of them; the one too many shows that there is more.
        last: what the `limit`-th item is called, for the marker.
    """
    if len(items) <= limit or last is None:
        return {member: items, "Truncated": False}
    return {member: items[:limit], "Truncated": True, "NextMarker": marker(operation, last)}

"""Lists: filtered, sorted, and cut into pages that stay right while resources come and go."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.page_token import read_token, write_token

_SORTS: dict[str, Callable[[Stored], str]] = {
    "CreationTime": lambda item: item.created_at.isoformat(timespec="microseconds"),
    "LastModifiedTime": lambda item: item.modified_at.isoformat(timespec="microseconds"),
    "Name": lambda item: item.name,
    "Status": lambda item: item.status,
}
_TIMES = {"CreationTime": "created_at", "LastModifiedTime": "modified_at"}
_DEFAULT = 10  # API reference: "The default value is 10."


def page(
    request: dict[str, Any], items: Iterable[Stored], *, sort_by: str, order: str
) -> tuple[list[Stored], dict[str, Any]]:
    """One page of what a List request asks for, and the response members that lead to the next.

    Args:
        request: the filters NameContains, StatusEquals, CreationTimeAfter and the like; SortBy, SortOrder,
            MaxResults, NextToken.
        sort_by, order: AWS's defaults for the operation ("CreationTime", "Descending").

    Raises:
        ValidationException: the token is not one that this list gave.
    """
    key = _SORTS[request.get("SortBy", sort_by)]
    descending = request.get("SortOrder", order) == "Descending"
    found = sorted(
        (item for item in items if _fits(item, request)), key=lambda i: (key(i), i.number), reverse=descending
    )
    after = _read_token(request.get("NextToken"))
    if after is not None:
        found = [i for i in found if ((key(i), i.number) < after if descending else (key(i), i.number) > after)]
    return cut(found, request.get("MaxResults", _DEFAULT), lambda i: (key(i), i.number))


def cut(
    found: Sequence[Any], limit: int, position: Callable[[Any], tuple[str, int]]
) -> tuple[list[Any], dict[str, Any]]:
    """The first `limit` items, and a NextToken if there are more; `position` is what the token remembers."""
    first = list(found[:limit])
    if len(found) <= limit:
        return first, {}
    return first, {"NextToken": write_token(json.dumps(position(first[-1])))}


def _fits(item: Stored, request: dict[str, Any]) -> bool:
    if request.get("NameContains", "").lower() not in item.name.lower():
        return False
    if request.get("StatusEquals", item.status) != item.status:
        return False
    for name, field in _TIMES.items():
        moment = getattr(item, field)
        after, before = request.get(f"{name}After"), request.get(f"{name}Before")
        if (after is not None and moment <= after) or (before is not None and moment >= before):
            return False
    return True


def _read_token(token: str | None) -> tuple[str, int] | None:
    if not token:
        return None
    try:
        value, number = json.loads(read_token(token))
    except (ValueError, TypeError):
        raise ValidationException("The pagination token is invalid.") from None
    if not isinstance(value, str) or not isinstance(number, int):
        raise ValidationException("The pagination token is invalid.")
    return value, number

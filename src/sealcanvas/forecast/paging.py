"""Lists: filtered, newest last, and cut into pages that stay right while resources come and go."""

from collections.abc import Callable, Mapping
from typing import Any

from sealcanvas.forecast.errors import InvalidInputException, InvalidNextTokenException
from sealcanvas.forecast.stored import Stored
from sealcanvas.service.page_token import read_token, write_token

_DEFAULT = 100
Filters = Mapping[str, Callable[[Stored], str]]


def page(request: dict[str, Any], items: list[Stored], filters: Filters) -> tuple[list[Stored], dict[str, str]]:
    """One page of what a List request asks for, and the response members that lead to the next.

    Args:
        items: oldest first.
        filters: by which keys the operation can filter beside Status, and what each one looks at.

    Raises:
        InvalidInputException: a filter by another key.
        InvalidNextTokenException: the token is not one that this list gave.
    """
    after, limit = _read(request.get("NextToken")), request.get("MaxResults", _DEFAULT)
    found = [item for item in items if item.number > after and _fits(item, request, filters)]
    if len(found) <= limit:
        return found, {}
    return found[:limit], {"NextToken": write_token(str(found[limit - 1].number))}


def asked_for(member: str) -> Callable[[Stored], str]:
    """A filter that looks at a member of the request that made the resource."""
    return lambda item: str(item.request.get(member, ""))


def _fits(item: Stored, request: dict[str, Any], filters: Filters) -> bool:
    known: Filters = {**filters, "Status": _status}
    for wanted in request.get("Filters", []):
        if wanted["Key"] not in known:
            raise InvalidInputException(f"Cannot filter by {wanted['Key']}. Valid keys: {', '.join(known)}.")
        equal = known[wanted["Key"]](item) == wanted["Value"]
        if equal != (wanted["Condition"] == "IS"):
            return False
    return True


def _status(item: Stored) -> str:
    return item.status


def _read(token: str | None) -> int:
    if token is None:
        return 0
    try:
        return int(read_token(token))
    except ValueError:
        raise InvalidNextTokenException("The token is not valid.") from None

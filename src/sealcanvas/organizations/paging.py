"""Lists in pages: MaxResults, NextToken."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from sealcanvas.organizations.errors import InvalidInputException
from sealcanvas.service.page_token import read_token, write_token

_DEFAULT = 20
T = TypeVar("T")


def page(
    request: dict[str, Any], member: str, items: Iterable[T], key: Callable[[T], str], show: Callable[[T], Any]
) -> dict[str, Any]:
    """The page of a list that a request asks for, as the response gives it.

    Args:
        member: the response's member for the list.
        key: an ascending text, each item's own.
        show: an item as the response gives it; called for those of the page alone.

    Raises:
        InvalidInputException: the token is none that we gave.
    """
    try:
        after = read_token(request.get("NextToken", ""))
    except ValueError:
        raise InvalidInputException("You provided an invalid pagination token.", "INVALID_NEXT_TOKEN") from None
    limit = request.get("MaxResults") or _DEFAULT
    found = sorted((item for item in items if key(item) > after), key=key)
    answer: dict[str, Any] = {member: [show(item) for item in found[:limit]]}
    if len(found) > limit:
        answer["NextToken"] = write_token(key(found[limit - 1]))
    return answer

"""Lists in pages: MaxResults, NextToken."""

from base64 import b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from sealcanvas.organizations.errors import InvalidInputException

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
        after = b64decode(request.get("NextToken", "").encode(), altchars=b"-_", validate=True).decode()
    except (Error, ValueError):
        raise InvalidInputException("You provided an invalid pagination token.", "INVALID_NEXT_TOKEN") from None
    limit = request.get("MaxResults") or _DEFAULT
    found = sorted((item for item in items if key(item) > after), key=key)
    answer: dict[str, Any] = {member: [show(item) for item in found[:limit]]}
    if len(found) > limit:
        answer["NextToken"] = urlsafe_b64encode(key(found[limit - 1]).encode()).decode()
    return answer

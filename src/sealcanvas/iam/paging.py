"""Lists in pages: MaxItems, Marker, IsTruncated."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from sealcanvas.iam.errors import ValidationError
from sealcanvas.service.page_token import read_token, write_token

_DEFAULT = 100
T = TypeVar("T")


class Page:
    """The page that a request asks for, of a list sorted by an ascending text key.

    Attributes:
        after: the key of the last item before the page; "" at the beginning.
        limit: how many items fit.

    Raises:
        ValidationError: the marker is none that we gave.
    """

    def __init__(self, request: dict[str, Any]) -> None:
        self.limit: int = request.get("MaxItems") or _DEFAULT
        try:
            self.after = read_token(request.get("Marker", ""))
        except ValueError:
            raise ValidationError("Invalid Marker.") from None

    def of(self, items: Iterable[T], key: Callable[[T], str]) -> tuple[list[T], dict[str, Any]]:
        """The page of a whole list in memory."""
        found = sorted((item for item in items if key(item) > self.after), key=key)
        return self.cut(found, key)

    def cut(self, found: Sequence[T], key: Callable[[T], str]) -> tuple[list[T], dict[str, Any]]:
        """The page of items that come after `after`, and the response members that say whether there are more."""
        page = list(found[: self.limit])
        if len(found) <= self.limit:
            return page, {"IsTruncated": False}
        return page, {"IsTruncated": True, "Marker": write_token(key(page[-1]))}

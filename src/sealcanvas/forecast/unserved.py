"""Members of requests that are not honoured yet: refused by name, never ignored."""

from collections.abc import Iterable
from typing import Any

from sealcanvas.forecast.errors import InvalidInputException


def refuse_unserved(request: dict[str, Any], members: Iterable[str]) -> None:
    """Refuse a request that carries one of `members`.

    Raises:
        InvalidInputException: names it.
    """
    for member in members:
        if request.get(member) not in (None, False, [], {}):
            raise InvalidInputException(f"{member} is not supported. Leave it out.")

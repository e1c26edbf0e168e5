"""Lists, newest first, cut into pages that stay right while resources come and go."""

import base64
import binascii
from collections.abc import Iterable
from typing import Any

from sealcanvas.canvas.stored import Stored
from sealcanvas.service.own_errors import ValidationException

_DEFAULT = 50


def page(request: dict[str, Any], items: Iterable[Stored]) -> tuple[list[Stored], dict[str, str]]:
    """One page of the user profile's items, and the NextToken member if there are more.

    Args:
        request: MaxResults, NextToken and, to see one user's alone, UserProfileName.

    Raises:
        ValidationException: the token is not one that a list gave.
    """
    before = _read(request.get("NextToken"))
    profile = request.get("UserProfileName")
    found = sorted(
        (
            item
            for item in items
            if (before is None or item.number < before) and (profile is None or item.profile == profile)
        ),
        key=lambda item: item.number,
        reverse=True,
    )
    limit = request.get("MaxResults", _DEFAULT)
    if len(found) <= limit:
        return found, {}
    last = str(found[limit - 1].number).encode()
    return found[:limit], {"NextToken": base64.urlsafe_b64encode(last).decode()}


def _read(token: str | None) -> int | None:
    if token is None:
        return None
    try:
        return int(base64.urlsafe_b64decode(token))
    except (binascii.Error, ValueError):
        raise ValidationException("The pagination token is invalid.") from None

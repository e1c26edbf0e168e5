"""Lists of policy tests in pages that stay right while tests come and go."""

import base64
import binascii
from collections.abc import Sequence

from sealcanvas.doctor.policy_tests.kept import KeptTest
from sealcanvas.service.operation import Request
from sealcanvas.service.own_errors import ValidationException

_DEFAULT = 50


def page_of(request: Request) -> tuple[int, int]:
    """After which number the page begins, and how many tests fit.

    Raises:
        ValidationException: the token is not one that a list gave.
    """
    limit: int = request.get("MaxResults", _DEFAULT)
    if "NextToken" not in request:
        return 0, limit
    try:
        after = int(base64.b64decode(request["NextToken"], altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        after = -1
    if not 0 <= after < 2**63:
        raise ValidationException("The pagination token is invalid.")
    return after, limit


def next_page(found: Sequence[KeptTest], limit: int) -> tuple[list[KeptTest], dict[str, str]]:
    """The page out of one test more than fits, and the NextToken member if there are more."""
    page = list(found[:limit])
    if len(found) <= limit:
        return page, {}
    return page, {"NextToken": base64.urlsafe_b64encode(str(page[-1].number).encode()).decode()}

"""Lists of policy tests in pages that stay right while tests come and go."""

from collections.abc import Sequence

from sealcanvas.doctor.policy_tests.kept import KeptTest
from sealcanvas.service.operation import Request
from sealcanvas.service.own_errors import ValidationException
from sealcanvas.service.page_token import read_token, write_token

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
        after = int(read_token(request["NextToken"]))
    except ValueError:
        after = -1
    if not 0 <= after < 2**63:
        raise ValidationException("The pagination token is invalid.")
    return after, limit


def next_page(found: Sequence[KeptTest], limit: int) -> tuple[list[KeptTest], dict[str, str]]:
    """The page out of one test more than fits, and the NextToken member if there are more."""
    page = list(found[:limit])
    if len(found) <= limit:
        return page, {}
    return page, {"NextToken": write_token(str(page[-1].number))}

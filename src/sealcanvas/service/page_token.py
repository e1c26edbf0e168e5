"""Pagination tokens: where a list goes on, in a form that clients have no business with."""

from base64 import b64decode, urlsafe_b64encode


def write_token(last: str) -> str:
    """The token behind `last`, the key of a page's last item."""
    return urlsafe_b64encode(last.encode()).decode()


def read_token(token: str) -> str:
    """The `last` that `write_token` was given; "" for no token.

    Raises:
        ValueError: not a token of ours.
    """
    return b64decode(token.encode(), altchars=b"-_", validate=True).decode()

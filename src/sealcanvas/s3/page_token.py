"""Continuation tokens: where a listing goes on, in a form that clients have no business with."""

import base64
import binascii

from sealcanvas.s3.errors import InvalidArgument


def write_token(last: str, *, group: bool) -> str:
    """The token behind `last`, the last key of a page; `group`: it is a common prefix, all of which is done."""
    return base64.urlsafe_b64encode((b"\x02" if group else b"\x01") + last.encode()).decode()


def read_token(token: str) -> tuple[str, bool]:
    """The `last` and `group` that `write_token` was given.

    Raises:
        InvalidArgument: not a token of ours.
    """
    try:
        raw = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
        if raw[:1] in (b"\x01", b"\x02"):
            return raw[1:].decode(), raw[:1] == b"\x02"
    except (binascii.Error, UnicodeError):
        pass
    raise InvalidArgument("The continuation token provided is incorrect", "continuation-token", token[:256])

"""base64url without padding, and JSON, as signed tokens have them (RFC 7515, sections 2 and 4)."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import Any, NoReturn


def decode(text: str) -> bytes:
    """Decode base64url, in its one canonical form: no padding, no other digits, no stray bits at the end.

    Raises:
        ValueError: the text is none.
    """
    try:
        data = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (Error, UnicodeEncodeError):
        raise ValueError("not base64url") from None
    if encode(data) != text:
        raise ValueError("not base64url")
    return data


def encode(data: bytes) -> str:
    """Encode as base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def json_object(data: bytes) -> dict[str, Any]:
    """Read a JSON object: UTF-8, no name twice, no NaN, no lone surrogates, no depth that exhausts the stack.

    Raises:
        ValueError: the bytes are none.
    """
    try:
        value = json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_refuse)
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004  # a wrong value, not a wrong call
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")

"""Single values on the wire: timestamps, blobs, numbers, truth values."""

from __future__ import annotations

import base64
import binascii
import math
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,9})?")


def from_epoch(seconds: float) -> datetime:
    """An aware UTC time from seconds since 1970; raises ValueError out of the years 1 to 9999."""
    if not math.isfinite(seconds):
        raise ValueError("not a time")
    try:
        return _EPOCH + timedelta(milliseconds=round(seconds * 1000))
    except OverflowError:
        raise ValueError("not a time") from None


def to_epoch(at: datetime) -> float | int:
    """Seconds since 1970 to the millisecond, whole when whole."""
    milliseconds = (_aware(at) - _EPOCH) // timedelta(milliseconds=1)
    return milliseconds // 1000 if milliseconds % 1000 == 0 else milliseconds / 1000


def parse_time(text: str) -> datetime:
    """An aware UTC time from ISO 8601, RFC 822 or seconds since 1970; raises ValueError."""
    if len(text) > 64:
        raise ValueError("not a time")
    if _NUMBER.fullmatch(text):
        return from_epoch(float(text))
    try:
        is_iso = re.match(r"\d{4}-?\d\d", text)
        found = datetime.fromisoformat(text) if is_iso else parsedate_to_datetime(text)
        if found.tzinfo is None:
            found = found.replace(tzinfo=UTC)
        return found.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        raise ValueError("not a time") from None


def iso_seconds(at: datetime) -> str:
    """2026-11-24T03:56:07Z, as IAM and STS write times."""
    return _aware(at).strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)


def iso_milliseconds(at: datetime) -> str:
    """2026-11-24T03:56:07.000Z, as S3 writes times in XML."""
    at = _aware(at)
    return f"{at.strftime('%Y-%m-%dT%H:%M:%S').zfill(19)}.{at.microsecond // 1000:03d}Z"


def http_date(at: datetime) -> str:
    """Tue, 24 Nov 2026 03:56:07 GMT, as headers write times."""
    return format_datetime(_aware(at).replace(microsecond=0), usegmt=True)


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a time without a time zone")
    return at.astimezone(UTC)


def parse_blob(text: str) -> bytes:
    """Bytes from base64; raises ValueError for anything else in it."""
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise ValueError("not base64") from None


def to_blob(data: bytes | str) -> str:
    """Base64 text of bytes (or of a text's UTF-8)."""
    return base64.b64encode(data.encode() if isinstance(data, str) else data).decode("ascii")


def parse_integer(text: str) -> int:
    """A 64-bit integer in plain decimal; raises ValueError."""
    if not re.fullmatch(r"[+-]?[0-9]{1,19}", text):
        raise ValueError("not an integer")
    found = int(text)
    if not -(2**63) <= found < 2**63:
        raise ValueError("out of range")
    return found


def parse_number(text: str) -> float:
    """A double in decimal, or NaN, Infinity, -Infinity as AWS spells them; raises ValueError."""
    if len(text) > 64 or "_" in text:
        raise ValueError("not a number")
    return float(text)


def to_number(value: float) -> str:
    """A double's text as AWS spells it."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(float(value))


def parse_boolean(text: str) -> bool:
    """true or false, in any case; raises ValueError."""
    lower = text.lower()
    if lower not in ("true", "false"):
        raise ValueError("not a boolean")
    return lower == "true"

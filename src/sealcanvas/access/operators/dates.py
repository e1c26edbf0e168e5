"""DateEquals, DateLessThan and the like: ISO 8601 in the W3C profile, or seconds since 1970.

Source: IAM User Guide, "Date condition operators"; W3C Note "Date and Time Formats".
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from sealcanvas.access.operators.comparisons import comparison_operators

_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d))?)?)?\Z", re.ASCII
)
_SECONDS = re.compile(r"-?\d{5,12}(?:\.\d{1,9})?\Z", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def read_date(text: str) -> Decimal | None:
    """Return the seconds since 1970 (UTC) that `text` names, or None; four digits are a year."""
    if _SECONDS.match(text):
        return Decimal(text)
    found = _DATE.match(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        moment = datetime(
            int(year),
            int(month or 1),
            int(day or 1),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            tzinfo=_zone(zone),
        )
    except ValueError:
        return None
    elapsed = moment - _EPOCH
    whole = Decimal(elapsed.days * 86_400 + elapsed.seconds)
    return whole + Decimal(f"0.{fraction}") if fraction else whole


def _zone(text: str | None) -> timezone:
    if text is None or text == "Z":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


OPERATORS = comparison_operators("Date", read_date)

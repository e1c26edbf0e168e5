"""What each condition operator compares: one value of the policy with one of the request.

Page: "IAM JSON policy elements: Condition operators". Only the positive operators stand here; `conditions` negates.
"""

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

from tests.support.literal.matching import Keys, arn_fits, fits, spelled

Compare = Callable[[str, str, Keys, bool], bool]
"""(value in the policy, value in the request, keys, whether variables count) -> whether they match."""

NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}


def _exactly(wanted: str, found: str, keys: Keys, variables: bool) -> bool:
    characters = spelled(wanted, keys, variables=variables)
    return characters is not None and "".join(characters) == found


def _ignoring_case(wanted: str, found: str, keys: Keys, variables: bool) -> bool:
    characters = spelled(wanted, keys, variables=variables)
    return characters is not None and "".join(characters).lower() == found.lower()


def _like(wanted: str, found: str, keys: Keys, variables: bool) -> bool:
    characters = spelled(wanted, keys, variables=variables)
    return characters is not None and fits(characters, found)


def _arn(wanted: str, found: str, keys: Keys, variables: bool) -> bool:
    characters = spelled(wanted, keys, variables=variables)
    return characters is not None and arn_fits(characters, found)


def _boolean(wanted: str, found: str, keys: Keys, variables: bool) -> bool:
    """Compare with "true" or "false"; this page lets variables count here, "Variables and tags" does not. *Ours.*"""
    return found.lower() in ("true", "false") and _ignoring_case(wanted, found, keys, variables)


def _bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def _binary(wanted: str, found: str, keys: Keys, variables: bool) -> bool:
    return _bytes(wanted) is not None and _bytes(wanted) == _bytes(found)


def _address(wanted: str, found: str, keys: Keys, variables: bool) -> bool:
    """An address without a prefix is the one address; IPv4 and IPv6 never match each other."""
    try:
        return ipaddress.ip_address(found) in ipaddress.ip_network(wanted, strict=False)
    except ValueError:
        return False


def _number(text: str) -> Fraction | None:
    return Fraction(text) if re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?", text, re.ASCII) else None


_W3C = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?", re.ASCII)


def _instant(text: str) -> Fraction | None:
    """Seconds since 1970 of a W3C date ("NOTE-datetime") or of a number of seconds."""
    found = _W3C.fullmatch(text)
    if found is None:
        return _number(text)
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    offset = UTC
    if zone not in (None, "Z"):
        sign = -1 if zone[0] == "-" else 1
        offset = timezone(sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6])))
    hms = int(hour or 0), int(minute or 0), int(second or 0)
    try:
        moment = datetime(int(year), int(month), int(day or 1), *hms, tzinfo=offset)
    except ValueError:
        return None
    seconds = int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
    return seconds + Fraction("0" + (fraction or ".0"))


def _ordered(read: Callable[[str], Fraction | None], holds: Callable[[Fraction, Fraction], bool]) -> Compare:
    def compare(wanted: str, found: str, keys: Keys, variables: bool) -> bool:
        ours, theirs = read(found), read(wanted)
        return ours is not None and theirs is not None and holds(ours, theirs)

    return compare


COMPARE: dict[str, Compare] = {
    "StringEquals": _exactly,
    "StringEqualsIgnoreCase": _ignoring_case,
    "StringLike": _like,
    "ArnEquals": _arn,
    "ArnLike": _arn,
    "Bool": _boolean,
    "BinaryEquals": _binary,
    "IpAddress": _address,
    **{
        f"{kind}{name}": _ordered(read, holds)
        for kind, read in (("Numeric", _number), ("Date", _instant))
        for name, holds in {
            "Equals": Fraction.__eq__,
            "LessThan": Fraction.__lt__,
            "LessThanEquals": Fraction.__le__,
            "GreaterThan": Fraction.__gt__,
            "GreaterThanEquals": Fraction.__ge__,
        }.items()
    },
}

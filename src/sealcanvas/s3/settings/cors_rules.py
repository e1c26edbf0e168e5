"""CORS rules: which of them a browser's request meets, and what its answer says then.

Source: Amazon S3 API Reference, "OPTIONS object"; User Guide, "Elements of a CORS configuration".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

METHODS = frozenset({"GET", "PUT", "POST", "DELETE", "HEAD"})
MAXIMUM_HEADERS = 100
"""That a preflight may name (ours): nobody signs one, and each name is held against every rule's patterns."""
VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"


@dataclass(frozen=True, slots=True)
class Crossing:
    """A request from another site's page.

    Attributes:
        method: of the request itself, not of its preflight.
        headers: those that the page wants to send, lower-case; empty where nobody asked.
    """

    origin: str
    method: str
    headers: tuple[str, ...] = ()


def answer_headers(rules: Sequence[Mapping[str, Any]], crossing: Crossing) -> dict[str, str] | None:
    """The headers by which the first rule that fits lets the page see the answer; None where none fits.

    Args:
        rules: as PutBucketCors took them.
    """
    if len(crossing.headers) > MAXIMUM_HEADERS:
        return None
    for rule in rules:
        if crossing.method not in rule["AllowedMethods"]:
            continue
        origin = next((each for each in rule["AllowedOrigins"] if _fits(each, crossing.origin)), None)
        allowed = [each.lower() for each in rule.get("AllowedHeaders") or ()]
        if origin is None or not all(any(_fits(each, name) for each in allowed) for name in crossing.headers):
            continue
        return _headers(rule, origin, crossing)
    return None


def _headers(rule: Mapping[str, Any], allowed_origin: str, crossing: Crossing) -> dict[str, str]:
    anybody = allowed_origin == "*"
    headers = {
        "access-control-allow-origin": "*" if anybody else crossing.origin,
        "access-control-allow-methods": ", ".join(rule["AllowedMethods"]),
        "vary": VARY,
    }
    if crossing.headers:
        headers["access-control-allow-headers"] = ", ".join(crossing.headers)
    if rule.get("ExposeHeaders"):
        headers["access-control-expose-headers"] = ", ".join(rule["ExposeHeaders"])
    if rule.get("MaxAgeSeconds") is not None:
        headers["access-control-max-age"] = str(rule["MaxAgeSeconds"])
    if not anybody:
        headers["access-control-allow-credentials"] = "true"
    return headers


def _fits(pattern: str, text: str) -> bool:
    """Whether `text` is `pattern`, in which one * may stand for anything."""
    head, star, tail = pattern.partition("*")
    if not star:
        return pattern == text
    return len(text) >= len(head) + len(tail) and text.startswith(head) and text.endswith(tail)

"""One page of a bucket's keys: by prefix and delimiter, from any point on, in O(log n) for each entry."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

_LAST = "\U0010ffff"


class Walked(Protocol):
    """Keys in order."""

    def walk(self, bound: str, *, after: bool) -> Iterator[str]:
        """Every key from `bound` on (`after`: behind it)."""


@dataclass(slots=True)
class Page:
    """Keys and common prefixes in order, and where the next page goes on.

    Attributes:
        last: the last key or prefix on the page; `last_is_group` tells which. None on an empty page.
    """

    keys: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    truncated: bool = False
    last: str | None = None
    last_is_group: bool = False


def list_page(
    keys: Walked, *, prefix: str = "", delimiter: str = "", after: str = "", skip_group: bool = False, limit: int
) -> Page:
    """Collect up to `limit` entries.

    Args:
        prefix: only keys that begin with it.
        delimiter: keys that have it behind the prefix are rolled up into one entry, the part up to it.
        after: only keys behind this one.
        skip_group: `after` is a common prefix whose keys are all done.
    """
    page = Page()
    if skip_group:
        bound, behind = _successor(after), False
        if bound is None:
            return page
        if bound < prefix:
            bound, behind = prefix, False
    elif after >= prefix and after:
        bound, behind = after, True
    else:
        bound, behind = prefix, False
    while True:
        group = None
        for key in keys.walk(bound, after=behind):
            if not key.startswith(prefix):
                return page
            if len(page.keys) + len(page.groups) == limit:
                page.truncated = limit > 0
                return page
            at = key.find(delimiter, len(prefix)) if delimiter else -1
            if at >= 0:
                group = key[: at + len(delimiter)]
                break
            page.keys.append(key)
            page.last, page.last_is_group = key, False
        if group is None:
            return page
        page.groups.append(group)
        page.last, page.last_is_group = group, True
        following = _successor(group)
        if following is None:
            return page
        bound, behind = following, False


def _successor(prefix: str) -> str | None:
    """The least string above every string that begins with `prefix`, or None where there is none."""
    stem = prefix.rstrip(_LAST)
    if not stem:
        return None
    code = ord(stem[-1]) + 1
    # Surrogates are no characters: no key has them, and they would not encode.
    return stem[:-1] + chr(0xE000 if 0xD800 <= code <= 0xDFFF else code)

"""Sorted strings in chunks: insert, remove and seek in O(log n + chunk), walk in order."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator

_CHUNK = 1024


class SortedKeys:
    """A set of strings in order of their code points, which is the order of their UTF-8 bytes.

    Args:
        keys: what is in it at first, in any order.
    """

    def __init__(self, keys: Iterable[str] = ()) -> None:
        ordered = sorted(set(keys))
        self._chunks = [ordered[i : i + _CHUNK] for i in range(0, len(ordered), _CHUNK)]
        self._firsts = [chunk[0] for chunk in self._chunks]
        self._count = len(ordered)

    def __len__(self) -> int:
        return self._count

    def add(self, key: str) -> None:
        """Put `key` in; harmless when it is there."""
        if not self._chunks:
            self._chunks, self._firsts, self._count = [[key]], [key], 1
            return
        at = max(bisect_right(self._firsts, key) - 1, 0)
        chunk = self._chunks[at]
        place = bisect_left(chunk, key)
        if place < len(chunk) and chunk[place] == key:
            return
        insort(chunk, key)
        self._count += 1
        self._firsts[at] = chunk[0]
        if len(chunk) > 2 * _CHUNK:
            self._chunks[at : at + 1] = [chunk[:_CHUNK], chunk[_CHUNK:]]
            self._firsts[at : at + 1] = [chunk[0], chunk[_CHUNK]]

    def discard(self, key: str) -> None:
        """Take `key` out; harmless when it is not there."""
        at = bisect_right(self._firsts, key) - 1
        if at < 0:
            return
        chunk = self._chunks[at]
        place = bisect_left(chunk, key)
        if place == len(chunk) or chunk[place] != key:
            return
        del chunk[place]
        self._count -= 1
        if chunk:
            self._firsts[at] = chunk[0]
        else:
            del self._chunks[at], self._firsts[at]

    def first_from(self, bound: str, *, after: bool) -> str | None:
        """The first key not below `bound` (`after`: above it), or None."""
        return next(self.walk(bound, after=after), None)

    def walk(self, bound: str, *, after: bool) -> Iterator[str]:
        """Every key from `bound` on (`after`: behind it), in order; the set must not change meanwhile."""
        at = max(bisect_right(self._firsts, bound) - 1, 0)
        if at >= len(self._chunks):
            return
        chunk = self._chunks[at]
        start = bisect_right(chunk, bound) if after else bisect_left(chunk, bound)
        yield from chunk[start:]
        for later in self._chunks[at + 1 :]:
            yield from later

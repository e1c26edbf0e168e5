"""What is compiled once for each shape: parsers, writers, checks."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Generic, TypeVar

from sealcanvas.wire.model import Shape

T = TypeVar("T")


class PerShape(Generic[T]):
    """Compiles a shape at its first use and keeps the result; safe for threads and for shapes that reach themselves.

    make: compiles a shape of a service, calling this object for the shapes below it. later: makes a stand-in out of a
    function that finds the result, for a shape met again while it is being compiled.
    """

    def __init__(self, make: Callable[[str, Shape], T], later: Callable[[Callable[[], T]], T]) -> None:
        self._make = make
        self._later = later
        self._lock = RLock()
        self._done: dict[tuple[str, str], T] = {}
        self._open: dict[tuple[str, str], T] = {}
        self._depth = 0

    def __call__(self, service: str, shape: Shape) -> T:
        """The compiled form of a shape."""
        key = (service, shape.name)
        if key in self._done:
            return self._done[key]
        with self._lock:
            if key in self._done:
                return self._done[key]
            if key in self._open:
                return self._open[key]
            self._open[key] = self._later(lambda: self._done[key])
            self._depth += 1
            try:
                found = self._open[key] = self._make(service, shape)
                if self._depth == 1:
                    # All at once: a shape below may refer to one above that is only now complete.
                    self._done.update(self._open)
            finally:
                self._depth -= 1
                if self._depth == 0:
                    self._open.clear()
            return found

"""The default executor: helpers on this machine where they pay, else this process alone."""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from sealcanvas.jobs.executors.crew import Crew
from sealcanvas.jobs.executors.local import LocalHands
from sealcanvas.jobs.executors.seal import Plain
from sealcanvas.jobs.supervision.memory import resident_memory

if TYPE_CHECKING:
    from sealcanvas.ml.executor import Item, Parcel, Work

# Below this, helpers are not up before the work is done.
_LEAST_BYTES = 256 << 10
# How often one helper comes to hold the shared data: as it came, the rows of a fold, and what a library makes of them;
# and what it holds besides: Python and the libraries.
_COPIES, _BASE = 3, 160 << 20


class LocalExecutor:
    """See `ml.executor.Executor`.

    Args:
        width: processors that the job has to itself; it may use a thread on each where no helper is.
        memory_bytes: what the job may hold; helpers may come to half of what this process leaves of it.
    """

    def __init__(self, width: int, memory_bytes: int, tell_fault: Callable[[str], None]) -> None:
        self.width = width
        self._memory_bytes, self._tell_fault = memory_bytes, tell_fault
        self._crew: Crew | None = None

    def map(self, work: "Work", items: "Iterable[Item]", beat: Callable[[], None]) -> "Iterator[Parcel]":
        """By helpers if the shared data is neither too small for them nor too large for the memory that is left."""
        from sealcanvas.ml.executor import Serial

        size = sum(array.nbytes for array in work.pack().arrays.values())
        if self.width < 2 or size < _LEAST_BYTES or not self._fit(size):
            yield from Serial(self.width).map(work, items, beat)
            return
        if self._crew is None:
            self._crew = Crew(LocalHands(self.width), Plain(), tell_fault=self._tell_fault)
        yield from self._crew.map(work, items, beat)

    def _fit(self, size: int) -> bool:
        """Whether helpers that share `size` bytes fit beside what this process holds now."""
        left = self._memory_bytes - resident_memory(os.getpid())
        return self.width * (_BASE + _COPIES * size) <= left // 2

    def close(self) -> None:
        """Let helpers go."""
        if self._crew is not None:
            self._crew.close()

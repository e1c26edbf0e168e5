"""Where the units of training are worked on: here, one after the other, unless the caller brings other hands.

A unit is one fold of one candidate, or a chunk of series. What crosses to it and back is JSON, arrays and text, so that
an executor may carry it to another process: docs/executors.md.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from time import monotonic
from typing import Any, ClassVar, Protocol, Self

Array = Any  # numpy.ndarray

# Known by name alone: what asks for a unit from elsewhere must not choose the module.
_MODULES = {"fold": "sealcanvas.ml.tabular.unit", "forecast": "sealcanvas.ml.series.unit"}


@dataclass(frozen=True)
class Parcel:
    """What may cross between processes: JSON-able `info`, numeric `arrays` by name, and `text`."""

    info: dict[str, Any] = field(default_factory=dict)
    arrays: dict[str, Array] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True)
class Item:
    """One unit of work, and the monotonic seconds of this process at which it is to stop with what it has."""

    parcel: Parcel
    deadline: float = float("inf")


@dataclass(frozen=True)
class Limits:
    """What holds for a unit where it runs: `beat` is to be called at least every second and may raise to cancel."""

    deadline: float
    threads: int
    beat: Callable[[], None]

    @property
    def left(self) -> float:
        """Seconds to the deadline."""
        return self.deadline - monotonic()


class Work(ABC):
    """The data that units share, and what each does with it.

    `run` depends on the shared data and the item alone: not on the process, its threads, or what ran before, so that a
    seed gives the same model wherever its units run. Only a deadline that cuts a unit short may show.
    """

    name: ClassVar[str]
    _known: ClassVar[dict[str, type["Work"]]] = {}

    def __init_subclass__(cls) -> None:
        Work._known[cls.name] = cls

    @abstractmethod
    def pack(self) -> Parcel:
        """The shared data."""

    @classmethod
    @abstractmethod
    def unpack(cls, parcel: Parcel) -> Self:
        """The inverse of `pack`."""

    @abstractmethod
    def run(self, item: Parcel, limits: Limits) -> Parcel:
        """Do one unit."""

    def failed(self, why: str) -> Parcel | None:  # noqa: ARG002 - the interface of those that can
        """The result that stands for a unit which failed (`why`: a type's name); None: its failure is the job's."""
        return None


class Executor(Protocol):
    """Whoever works on units."""

    @property
    def width(self) -> int:
        """Units that it works on at once."""

    def map(self, work: Work, items: Iterable[Item], beat: Callable[[], None]) -> Iterator[Parcel]:
        """The results, in the order of the items.

        An item is taken only when somebody is free to work on it, so that `items` may decide late what comes next.
        `beat` is called at least every second; what it raises ends the work and passes through, as does leaving the
        iterator.
        """


class Serial:
    """Works in this process, on one unit after the other."""

    width = 1

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads

    def map(self, work: Work, items: Iterable[Item], beat: Callable[[], None]) -> Iterator[Parcel]:
        """One result for each item."""
        for item in items:
            beat()
            yield work.run(item.parcel, Limits(item.deadline, self._threads, beat))


def find_work(name: str) -> type[Work]:
    """The kind of work called `name`, its module imported now if need be. Raises KeyError."""
    import_module(_MODULES[name])
    return Work._known[name]


def fair_share(deadline: float, left: int, width: int) -> float:
    """The deadline of the next of `left` units that share the time to `deadline` evenly, `width` at once."""
    now = monotonic()
    return now + (deadline - now) * min(left, width) / left

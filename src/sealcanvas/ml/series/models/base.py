"""What every forecaster is: one class file, registered by being defined."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any, ClassVar, Self

from sealcanvas.ml.errors import BadBundle, BadOption
from sealcanvas.ml.registry import import_all
from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.data.panel import Panel

Array = Any  # numpy.ndarray


class OutOfTime(Exception):
    """A forecaster sees that it cannot finish before its deadline."""


@dataclass(frozen=True)
class Task:
    """Limits and settings: `season` in periods (1: none), `deadline` in monotonic seconds; `beat` may raise."""

    config: SeriesConfig
    season: int
    seed: int
    threads: int
    deadline: float
    beat: Callable[[], None]

    @property
    def left(self) -> float:
        """Seconds to the deadline."""
        return self.deadline - monotonic()

    def unbounded(self) -> "Task":
        """The same without a deadline."""
        return replace(self, deadline=float("inf"))


class Forecaster(ABC):
    """Fitted to a panel by `fit`, then asked for the periods after any panel."""

    algorithm: ClassVar[str]
    quick: ClassVar[bool]  # part of quick builds too
    order: ClassVar[int]  # cheap ones first
    alone: ClassVar[bool] = False  # forecasts each series from itself, so that they may be worked on apart
    related: ClassVar[bool] = False  # sees features, so that other values of them can change its forecast
    _known: ClassVar[dict[str, type["Forecaster"]]] = {}

    def __init_subclass__(cls) -> None:
        # A base shared by several forecasters names no algorithm of its own.
        if "algorithm" in cls.__dict__:
            Forecaster._known[cls.algorithm] = cls

    @classmethod
    def suits(cls, panel: Panel) -> bool:  # noqa: ARG003 - the interface
        """Whether it is worth trying on such series, unless it is asked for by name."""
        return True

    @classmethod  # noqa: B027 - most need nothing
    def prepare(cls, beat: Callable[[], None]) -> None:
        """Load what it needs: seconds, once a process, that are no part of what its own work takes."""

    @classmethod
    @abstractmethod
    def fit(cls, panel: Panel, task: Task) -> Self:
        """Fitted. Raises OutOfTime."""

    @abstractmethod
    def forecast(self, panel: Panel, task: Task) -> Array:
        """The expected values of the `horizon` periods after each series' end, [series, horizon]. Raises OutOfTime."""

    def store(self) -> tuple[dict[str, Any], str]:
        """JSON-able state and text (a library's own format); nothing for those that refit at each forecast."""
        return {}, ""

    @classmethod
    def load(cls, info: dict[str, Any], text: str, threads: int) -> Self:  # noqa: ARG003 - the interface
        """The inverse of `store`."""
        return cls()

    @property
    def seen_columns(self) -> frozenset[str]:
        """The features, metadata and groups that its forecasts depend on."""
        return frozenset()

    def impact(self, panel: Panel, task: Task) -> dict[str, float] | None:  # noqa: ARG002 - the interface
        """How much each column moves the forecast, any unit; None for those that see the target alone."""
        return None

    def contributions(self, panel: Panel, task: Task) -> dict[str, Array] | None:  # noqa: ARG002 - the interface
        """How far each column moves each period's forecast, [series, horizon] in the target's unit, or None."""
        return None


def forecasters(names: Sequence[str] | None, quick: bool) -> list[type[Forecaster]]:
    """The classes of a build, cheap ones first. Raises BadOption for a name that we cannot run."""
    import_all("sealcanvas.ml.series.models")
    known = Forecaster._known
    for name in names or ():
        if name not in known:
            raise BadOption(f"The algorithm '{name}' is not available here. Choose from {', '.join(sorted(known))}.")
    chosen = [known[name] for name in known if (name in names if names else known[name].quick or not quick)]
    return sorted(chosen, key=lambda forecaster: (forecaster.order, forecaster.algorithm))


def forecaster(name: str) -> type[Forecaster]:
    """The class of a stored forecaster. Raises BadBundle."""
    import_all("sealcanvas.ml.series.models")
    if name not in Forecaster._known:
        raise BadBundle(f"The model file needs the forecaster '{name:.40}' that this release does not have.")
    return Forecaster._known[name]

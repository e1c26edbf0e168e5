"""What every tabular model is: one class file, registered by being defined under its SageMaker name."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, ClassVar, Self

import numpy as np

from sealcanvas.ml.errors import BadBundle, BadOption
from sealcanvas.ml.registry import import_all
from sealcanvas.ml.tabular.features import Layout

Array = Any  # numpy.ndarray


@dataclass(frozen=True)
class Data:
    """Encoded rows: `matrix` [rows, width], `target` [rows] (numbers, or class indices).

    `weight` [rows]: how much each row counts, 1 on average; None where all count the same.
    """

    matrix: Array
    target: Array
    weight: Array | None = None

    def part(self, rows: Array) -> "Data":
        """Some of the rows."""
        return Data(self.matrix[rows], self.target[rows], None if self.weight is None else self.weight[rows])


@dataclass(frozen=True)
class Task:
    """What to fit and under which limits.

    `classes`: 0 for regression. `loss`: what the objective asks a model to minimise: squared, absolute, relative or
    log. `deadline`: monotonic seconds at which to stop with what there is. `beat`: to be called at least every
    second; it may raise to cancel.
    """

    classes: int
    loss: str
    layout: Layout
    seed: int
    threads: int
    deadline: float
    beat: Callable[[], None]

    @property
    def late(self) -> bool:
        """Whether the deadline has passed."""
        return monotonic() >= self.deadline


@dataclass(frozen=True)
class Stored:
    """A fitted model's state: JSON-able, arrays, and text (a library's own format)."""

    info: dict[str, Any] = field(default_factory=dict)
    arrays: dict[str, Array] = field(default_factory=dict)
    text: str = ""


class Learner(ABC):
    """A kind of model. `fit` returns a fitted one, which predicts and can be stored."""

    algorithm: ClassVar[str]
    share: ClassVar[float] = 0.3
    """What one candidate may take of the time that is left."""
    _known: ClassVar[dict[str, type["Learner"]]] = {}

    def __init_subclass__(cls) -> None:
        # A base shared by several models names no algorithm of its own.
        if "algorithm" in cls.__dict__:
            Learner._known[cls.algorithm] = cls

    @classmethod
    @abstractmethod
    def portfolio(cls) -> Sequence[tuple[int, dict[str, Any]]]:
        """Settings to try first, each with its place in the common order of all learners (0 first)."""

    @classmethod
    @abstractmethod
    def draw(cls, random: np.random.Generator) -> dict[str, Any]:
        """Random settings, for the time left after the portfolio."""

    @classmethod
    @abstractmethod
    def fit(cls, train: Data, valid: Data, settings: dict[str, Any], task: Task) -> Self:
        """Fit on `train`, minding its weights; `valid` may be used to stop early. Always returns a usable model."""

    @classmethod
    def settle(cls, models: Sequence[Self]) -> dict[str, Any] | None:  # noqa: ARG003 - the interface of those that can
        """Settings, beside those of the folds' models, by which `fit` makes one like them of all rows; None: no way.

        It then takes nothing from `valid`, which are rows that it trains on.
        """
        return None

    def reached(self, settings: dict[str, Any]) -> bool:  # noqa: ARG002 - likewise
        """Whether it is as such settings ask, or was cut off by its deadline."""
        return True

    @abstractmethod
    def predict(self, matrix: Array) -> Array:
        """Numbers [rows], or probabilities [rows, classes] whose rows add up to 1."""

    @abstractmethod
    def store(self) -> Stored:
        """The fitted state."""

    @classmethod
    @abstractmethod
    def load(cls, stored: Stored, threads: int) -> Self:
        """The inverse of `store`."""

    def contributions(self, matrix: Array) -> Array | None:  # noqa: ARG002 - the interface of those that can
        """Mean absolute contribution of each matrix column over the rows, [width]; None where there is no exact way."""
        return None

    def explain(self, matrix: Array, outputs: list[int]) -> tuple[Array, Array] | None:  # noqa: ARG002 - likewise
        """Contributions of each matrix column to some of what `predict` answers, where there is an exact way.

        `outputs`: class indices, [0] for numbers. Returns contributions [rows, width, outputs] and bases [outputs];
        with the base a row's contributions add up to its answer.
        """
        return None


def learners(names: Sequence[str] | None = None) -> list[type[Learner]]:
    """The classes of the given SageMaker names (None: all). Raises BadOption for a name that we cannot run."""
    import_all("sealcanvas.ml.tabular.models")
    known = Learner._known
    unknown = [name for name in names or () if name not in known]
    if unknown:
        have = ", ".join(sorted(known))
        raise BadOption(f"The algorithm '{unknown[0]}' is not available here. Choose from {have}.")
    if names is not None and not names:
        raise BadOption("The list of algorithms is empty.")
    return [known[name] for name in sorted(known) if names is None or name in names]


def learner(name: str) -> type[Learner]:
    """The class of a stored model. Raises BadBundle."""
    import_all("sealcanvas.ml.tabular.models")
    if name not in Learner._known:
        raise BadBundle(f"The model file needs the algorithm '{name:.40}' that this release does not have.")
    return Learner._known[name]

"""The engines: each runs in an environment of its own, `ENVIRONMENTS` says in which (None: the project's)."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

OURS = "sealcanvas"

ENVIRONMENTS: Mapping[str, str | None] = {
    OURS: None,
    "lightgbm": "flaml",
    "autogluon_medium": "autogluon",
    "flaml": "flaml",
    "autogluon_best": "autogluon",
}
"""In the order in which they are run."""


class Task(NamedTuple):
    """What is to be learnt: `kind` as in `bench.automl.sets`; `path` is a folder for an engine that writes."""

    kind: str
    budget: float
    seed: int
    path: str


class Fitted(Protocol):
    """A trained model."""

    version: str

    def predict(self, table: Any) -> Any:
        """Numbers [rows], or probabilities [rows, classes] in the order of the classes' names, for what `rows` read."""

    def size(self) -> int:
        """Bytes of what has to be kept to predict."""


class Engine(Protocol):
    """A module in this folder: `bench.automl.engines.<name>`, or what precedes the first "_" in it."""

    def rows(self, path: str, target: bool, kept: Any) -> Any:
        """The rows that `kept` (a mask) names, with the column "target" or without it, as the engine reads tables."""

    def prepare(self) -> None:
        """Import what is needed; no part of the budget."""

    def fit(self, table: Any, task: Task, preset: str) -> Fitted:
        """Train on `table`, which has the target."""

"""What every step of a recipe is: one class file a step, registered by being defined."""

import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any, ClassVar, Self

from sealcanvas.ml.errors import BadRecipe
from sealcanvas.ml.recipe.columns import Columns, Statement

Ask = Callable[[list[str], str], list[Any]]
"""Expressions over the table before a step, and what else follows its FROM: the one row that they give."""


@dataclass(frozen=True)
class Step(ABC):
    """A step is a frozen dataclass whose fields are its JSON members beside "step", its name."""

    name: ClassVar[str]
    _known: ClassVar[dict[str, type["Step"]]] = {}

    def __init_subclass__(cls) -> None:
        Step._known[cls.name] = cls

    @classmethod
    def known(cls) -> dict[str, type["Step"]]:
        """All kinds of step, by name."""
        return dict(cls._known)

    @property
    def selects(self) -> bool:
        """Whether it changes which rows there are: such a step prepares data to learn from, not rows to predict."""
        return False

    @staticmethod
    def of(told: Any) -> "Step":
        """From JSON. Raises BadRecipe."""
        if not isinstance(told, Mapping) or not isinstance(told.get("step"), str):
            raise BadRecipe('Each step must be an object with its name as "step".')
        kind = Step._known.get(told["step"])
        if kind is None:
            raise BadRecipe(f"There is no step '{told['step']:.40}'. Those that there are: {', '.join(Step._known)}.")
        return kind.read({key: value for key, value in told.items() if key != "step"})

    @classmethod
    def read(cls, members: Mapping[str, Any]) -> Self:
        """From its members. Raises BadRecipe for unknown, missing or unfit ones."""
        known = {field.name: field for field in fields(cls)}
        for key in members:
            if key not in known:
                raise BadRecipe(f"The step '{cls.name}' has no member '{key:.40}'.")
        for key, field in known.items():
            if key not in members and field.default is MISSING and field.default_factory is MISSING:
                raise BadRecipe(f"The step '{cls.name}' needs the member '{key}'.")
        made = cls(**members)
        made.check()
        return made

    @abstractmethod
    def check(self) -> None:
        """Raises BadRecipe where a member is not what it must be, whatever the table."""

    def to_json(self) -> dict[str, Any]:
        """The inverse of `of`."""
        told = asdict(self)
        return {"step": self.name, **{key: value for key, value in told.items() if value is not None}}

    def learn(self, columns: Columns, statement: Statement, ask: Ask) -> "Step":
        """This step with what it takes from the rows that a model is trained on."""
        return self

    @abstractmethod
    def apply(self, columns: Columns, statement: Statement, source: str) -> tuple[str, Columns]:
        """The query of the table after it, and its columns; `source`: what the table before is called."""

    @abstractmethod
    def python(self, columns: Columns) -> list[str]:
        """Lines of pandas that do the same to `table`."""


def is_texts(value: Any) -> bool:
    """Whether JSON is a list of one or more strings."""
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(each, str) for each in value)


def is_number(value: Any) -> bool:
    """Whether JSON is a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def put(columns: Columns, name: str, kind: Any, sql: str, statement: Statement, source: str) -> tuple[str, Columns]:
    """A query that adds a column, or puts it in the place of the one of the same name."""
    from sealcanvas.ml.recipe.columns import Column

    ref = statement.ref()
    return f"SELECT *, {sql} AS {ref} FROM {source}", columns.put(Column(name, kind, ref))

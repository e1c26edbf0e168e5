"""What every encoder is: one class file a column type, registered by being defined."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Self

from sealcanvas.ml.columns import ColumnType
from sealcanvas.ml.errors import BadBundle

Array = Any  # numpy.ndarray


class Encoder(ABC):
    """Turns one column into one or more columns of numbers."""

    kind: ClassVar[str]
    types: ClassVar[tuple[ColumnType, ...]]
    _known: ClassVar[dict[str, type["Encoder"]]] = {}

    def __init_subclass__(cls) -> None:
        Encoder._known[cls.kind] = cls

    @staticmethod
    def of(column_type: ColumnType) -> type["Encoder"]:
        """The encoder class for a column type."""
        return next(known for known in Encoder._known.values() if column_type in known.types)

    @staticmethod
    def named(kind: str) -> type["Encoder"]:
        """The encoder class of a stored kind. Raises BadBundle."""
        if kind not in Encoder._known:
            raise BadBundle(f"The model file needs an encoder '{kind:.40}' that this release does not have.")
        return Encoder._known[kind]

    @classmethod
    @abstractmethod
    def fit(cls, column: Any, seed: int) -> Self | None:
        """Fitted on a pyarrow array; None when the column tells nothing (fewer than two distinct values)."""

    @abstractmethod
    def encode(self, column: Any) -> Array:
        """Float64 [rows, len(sizes())]; NaN for missing and unseen values."""

    @abstractmethod
    def sizes(self) -> list[int]:
        """For each column made: 0 for a number, else the number of category codes."""

    @abstractmethod
    def state(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """JSON-able settings and arrays."""

    @classmethod
    @abstractmethod
    def load(cls, info: dict[str, Any], arrays: dict[str, Array]) -> Self:
        """The inverse of `state`."""

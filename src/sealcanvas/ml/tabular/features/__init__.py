"""From a table's columns to a matrix of numbers, fitted once and kept as JSON and arrays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from sealcanvas.ml.columns import ColumnType, column_type
from sealcanvas.ml.errors import SchemaMismatch
from sealcanvas.ml.registry import import_all
from sealcanvas.ml.table import Table
from sealcanvas.ml.tabular.features.encoder import Encoder
from sealcanvas.ml.tabular.features.origin import Origin, as_trained

Array = Any  # numpy.ndarray

# Rows encoded between two beats.
_BLOCK = 4_000


@dataclass(frozen=True)
class Layout:
    """What each of the matrix's `width` columns is: `owners` (index of the table column) and `sizes`.

    `sizes` is 0 for a number; for category codes (0, 1, …, NaN for unknown) the number of codes.
    """

    owners: tuple[int, ...]
    sizes: tuple[int, ...]

    @property
    def width(self) -> int:
        """Columns of the matrix."""
        return len(self.owners)

    @property
    def categorical(self) -> list[int]:
        """Positions of the category codes."""
        return [index for index, size in enumerate(self.sizes) if size]


class Features:
    """One fitted encoder for each usable column, and what that column was when it was fitted."""

    def __init__(self, columns: list[str], encoders: dict[str, Encoder], origins: dict[str, Origin]) -> None:
        self.columns = columns
        self._origins = origins
        self._encoders = encoders
        pairs = [(columns.index(name), size) for name, encoder in encoders.items() for size in encoder.sizes()]
        self.layout = Layout(tuple(owner for owner, _ in pairs), tuple(size for _, size in pairs))

    @classmethod
    def fit(
        cls,
        table: Table,
        columns: list[str],
        seed: int,
        beat: Callable[[], None],
        types: Mapping[str, ColumnType] = MappingProxyType({}),
    ) -> "Features":
        """Fit on the training rows; columns without two distinct values are left out. `beat` is called per column.

        `types`: what columns hold, where it is not to be found out from their values.
        """
        import_all(__name__)
        encoders: dict[str, Encoder] = {}
        origins: dict[str, Origin] = {}
        for name in columns:
            beat()
            column = table[name].combine_chunks()
            kind = types[name] if name in types else column_type(column)
            origin = Origin.of(column.type)
            encoder = Encoder.of(kind).fit(as_trained(column, origin), seed)
            if encoder is not None:
                encoders[name], origins[name] = encoder, origin
        return cls(columns, encoders, origins)

    def encode(self, table: Table, beat: Callable[[], None] = lambda: None) -> Array:
        """Float64 matrix [rows, width]; NaN where missing or unseen. Raises SchemaMismatch for missing columns.

        Each value by itself: CSV's columns may come as text, whatever they were in training.
        """
        missing = [name for name in self.columns if name not in table.column_names]
        if missing:
            raise SchemaMismatch(missing)
        matrix = np.empty((table.num_rows, self.layout.width))
        for start in range(0, table.num_rows, _BLOCK):
            at = 0
            for name, encoder in self._encoders.items():
                beat()
                column = table[name].slice(start, _BLOCK).combine_chunks()
                block = encoder.encode(as_trained(column, self._origins[name]))
                matrix[start : start + len(block), at : at + block.shape[1]] = block
                at += block.shape[1]
        return matrix

    def state(self) -> tuple[dict[str, Any], dict[str, Array]]:
        """JSON-able description, and the arrays it refers to by `<position>.<name>`."""
        described: list[dict[str, Any]] = []
        arrays: dict[str, Array] = {}
        for position, (name, encoder) in enumerate(self._encoders.items()):
            info, own = encoder.state()
            origin = str(self._origins[name])
            described.append({"column": name, "origin": origin, "encoder": encoder.kind, "info": info})
            arrays |= {f"{position}.{key}": array for key, array in own.items()}
        return {"columns": self.columns, "encoders": described}, arrays

    @classmethod
    def load(cls, described: dict[str, Any], arrays: dict[str, Array]) -> "Features":
        """The inverse of `state`."""
        import_all(__name__)
        encoders = {}
        for position, item in enumerate(described["encoders"]):
            prefix = f"{position}."
            own = {key[len(prefix) :]: array for key, array in arrays.items() if key.startswith(prefix)}
            encoders[item["column"]] = Encoder.named(item["encoder"]).load(item["info"], own)
        origins = {item["column"]: Origin(item["origin"]) for item in described["encoders"]}
        return cls(list(described["columns"]), encoders, origins)

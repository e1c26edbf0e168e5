"""Types of columns of text, found over all rows of all files, however they are cut into batches."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sealcanvas.ml import arrow
from sealcanvas.ml.table_types import plain_type, strings

# Chains of types that each take all that the one before takes; of two chains that fit, the first counts.
_CHAINS = (
    (pa.int64(), pa.float64()),
    (pa.bool_(),),
    (pa.date32(), pa.timestamp("s"), pa.timestamp("ns")),
    (pa.timestamp("s", "UTC"), pa.timestamp("ns", "UTC")),
)
_DAYS = ("%Y/%m/%d", "%Y-%m-%d")
_WRITTEN = (
    *_DAYS,
    *(f"{day} {time}" for day in _DAYS for time in ("%H:%M:%S", "%H:%M")),
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M",
)
_FEW = (16, 1024)


class Kinds:
    """Sees batches, tells the types, and converts the same batches afterwards.

    Texts become int64, double, bool, date32, timestamp or string; numbers written with leading zeros (codes) and
    times of day stay strings. Types that files bring along are joined: numbers become double, all else strings.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._columns = {name: _Column() for name in names}

    def see(self, batch: Any, *, typed: bool) -> None:
        """Learn from a batch or table of all columns; `typed` as `Rows.typed`."""
        for name, column in self._columns.items():
            if typed:
                column.join(plain_type(batch.schema.field(name).type))
            else:
                column.see(batch.column(name))

    def types(self) -> dict[str, Any]:
        """Arrow types by column, in their order."""
        return {name: column.type() for name, column in self._columns.items()}

    def convert(self, name: str, column: Any) -> Any:
        """A column of a batch that was seen, in its final type."""
        kind = self._columns[name].type()
        if column.type == kind:
            return column
        if not pa.types.is_string(column.type):
            return strings(column) if pa.types.is_string(kind) else column.cast(kind)
        read = column if pa.types.is_string(kind) else as_kind(column, kind)
        return strings(column) if read is None else read

    def table(self, batch: Any) -> Any:
        """A whole batch, converted, with this object's columns."""
        return pa.table({name: self.convert(name, batch.column(name)) for name in self._columns})


class _Column:
    def __init__(self) -> None:
        self._levels: list[int | None] = [0] * len(_CHAINS)
        self._own: list[Any] = []
        self._codes = False
        self._any = False

    def join(self, kind: Any) -> None:
        if kind not in self._own and not pa.types.is_null(kind):
            self._own.append(kind)

    def see(self, column: Any) -> None:
        if column.null_count == len(column):
            return
        self._any = True
        if not self._codes and self._levels[0] is not None:
            self._codes = _has_codes(column)
        for chain, level in enumerate(self._levels):
            while level is not None and as_kind(column, _CHAINS[chain][level]) is None:
                level = level + 1 if level + 1 < len(_CHAINS[chain]) else None
            self._levels[chain] = level

    def type(self) -> Any:
        found = [chain[level] for chain, level in zip(_CHAINS, self._levels, strict=True) if level is not None]
        kinds = list(self._own)
        if self._any:
            kinds.append(found[0] if found and not self._codes else pa.string())
        if not kinds:
            return pa.string()
        if len(set(kinds)) == 1:
            return kinds[0]
        numeric = all(pa.types.is_integer(kind) or pa.types.is_floating(kind) for kind in kinds)
        return pa.float64() if numeric else pa.string()


def as_kind(column: Any, kind: Any) -> Any:
    """Text in another type; None if some value does not fit."""
    # A few first: each value that does not fit costs a cast as much as thousands that do.
    for length in (*(few for few in _FEW if few < len(column)), len(column)):
        read = _cast(column.slice(0, length), kind)
        if read is None:
            return None
    return read


def _cast(column: Any, kind: Any) -> Any:
    for values in (column, None):
        if values is None and (values := _trimmed(column)) is None:
            return None
        try:
            return values.cast(kind)
        except pa.ArrowInvalid:
            if pa.types.is_timestamp(kind) and kind.tz is None and (read := _slashed(values)) is not None:
                return read.cast(kind)
    return None


def _trimmed(column: Any) -> Any:
    text = pc.utf8_trim_whitespace(column)
    return None if text.equals(column) else text


def _slashed(column: Any) -> Any:
    """Dates with slashes, or both writings mixed; None if there are others."""
    read = pa.nulls(len(column), pa.timestamp("s"))
    for form in _WRITTEN:
        read = pc.coalesce(read, _reads(column, form))
        if read.null_count == column.null_count:
            return read
    return None


def _reads(column: Any, form: str) -> Any:
    read = pc.strptime(column, format=form, unit="s", error_is_null=True)
    # %Y also takes fewer digits: such a date is of another form.
    return arrow.keep(read, pc.match_substring_regex(column, "(?s)^.{8}"))  # a pa.scalar would import pandas


def _has_codes(column: Any) -> bool:
    """Whether some value looks like a number with a leading zero (postal codes, item ids)."""
    zeros = column.filter(arrow.surely(pc.starts_with(column, "0")))
    return bool(len(zeros) and pc.any(pc.match_substring_regex(zeros, r"^0\d+$")).as_py())

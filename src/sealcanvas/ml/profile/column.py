"""One column as it streams by: seen as numbers, as moments and as words, until it is known what it is."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sealcanvas.ml import arrow, timestamps
from sealcanvas.ml.columns import ColumnType, column_type, numbers
from sealcanvas.ml.profile.distinct import Distinct
from sealcanvas.ml.profile.figures import ColumnProfile
from sealcanvas.ml.profile.frequent import Frequent
from sealcanvas.ml.profile.hashing import hash_texts, whole
from sealcanvas.ml.profile.numbers import Numbers
from sealcanvas.ml.reading.kinds import as_kind
from sealcanvas.ml.table_types import strings

Array = Any  # numpy.ndarray

_TOP = 10
# Below this share of readable values a column will not count as numbers or dates (which takes 95 %).
_HOPELESS, _JUDGED = 0.5, 1_000


class ColumnSeen:
    """The figures of one column."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._rows = self._known = 0
        self._numbers: Numbers | None = Numbers()
        self._moments: Numbers | None = Numbers()
        self._form: str | None = None
        self._words, self._distinct = Frequent(), Distinct()
        self._unread = 0
        """Values that were not counted as words, since they were all numbers."""

    def see(self, column: Any) -> None:
        """A batch's values, of text or of a plain type."""
        self._rows += len(column)
        known = whole(column.drop_null())
        self._known += len(known)
        if not len(known):
            return
        if pa.types.is_integer(known.type) or pa.types.is_floating(known.type):
            self._add_numbers(arrow.floats(known))
        elif pa.types.is_temporal(known.type):
            self._moments = self._moments or Numbers()
            self._moments.add(_seconds(timestamps.parse(known)))
        elif pa.types.is_boolean(known.type):
            self._add_words(strings(known))
        else:
            self._see_texts(known)

    def _see_texts(self, known: Any) -> None:
        if self._numbers is not None:
            plain = as_kind(known, pa.float64())
            values = numbers(known) if plain is None else arrow.floats(plain)
            self._add_numbers(values)
            if plain is not None:
                self._unread += len(known)
                return
            if self._hopeless(self._numbers):
                self._numbers = None
        if self._moments is not None:
            self._form = self._form or timestamps.form_of(known.slice(0, _JUDGED))
            self._moments.add(_seconds(timestamps.parse(known, self._form)))
            if self._hopeless(self._moments, self._unread):
                self._moments = None
        self._add_words(known)

    def _add_numbers(self, values: Array) -> None:
        if self._numbers is not None:
            self._numbers.add(values[np.isfinite(values)])

    def _add_words(self, known: Any) -> None:
        self._words.add(known)
        if not self._words.exact:
            self._distinct.add(hash_texts(known))

    def _hopeless(self, readings: Numbers, apart: int = 0) -> bool:
        judged = self._known - apart
        return judged >= _JUDGED and readings.count < _HOPELESS * judged

    def profile(self, sample: Any) -> ColumnProfile:
        """What was seen; `sample`: some of the column's rows, evenly drawn, in the type that the whole column has."""
        found = column_type(sample)
        if found is ColumnType.NUMERIC and self._numbers is not None:
            return self._of_numbers(self._numbers, found)
        if found is ColumnType.DATETIME and self._moments is not None:
            return self._of_numbers(self._moments, found)
        return self._of_words(found, strings(sample).drop_null())

    def _of_numbers(self, seen: Numbers, kind: ColumnType) -> ColumnProfile:
        missing, mismatched = self._rows - seen.count, self._known - seen.count
        if not seen.count:
            return ColumnProfile(self._name, str(kind), missing, 0, mismatched=mismatched)
        moments = kind is ColumnType.DATETIME
        return ColumnProfile(
            self._name,
            str(kind),
            missing,
            seen.unique,
            _iso(seen.low) if moments else seen.low,
            _iso(seen.high) if moments else seen.high,
            None if moments else seen.mean,
            None if moments else seen.deviation,
            histogram=seen.histogram(),
            mismatched=mismatched,
            quantiles=None if moments else seen.quantiles(),
            approximate=not seen.exact,
        )

    def _of_words(self, kind: ColumnType, sample: Any) -> ColumnProfile:
        missing, words = self._rows - self._known, self._words
        if not self._unread:
            unique = len(words) if words.exact else self._distinct.count()
            return ColumnProfile(
                self._name, str(kind), missing, unique, top=words.top(_TOP), approximate=not words.exact
            )
        # Numbers first, then something else: what was not counted as words is told from the sample.
        counted = pc.value_counts(sample)
        counts = arrow.whole_numbers(counted.field("counts"))
        order = np.argsort(-counts, kind="stable")[:_TOP]
        scale, whole_known = self._known / max(len(sample), 1), len(sample) == self._known
        top = [(counted.field("values")[int(place)].as_py(), round(int(counts[place]) * scale)) for place in order]
        unique = len(counts)
        if not whole_known:
            apart = self._numbers.unique if self._numbers else 0
            unique = apart + (len(words) if words.exact else self._distinct.count())
        return ColumnProfile(self._name, str(kind), missing, unique, top=top, approximate=not whole_known)


def _seconds(moments: Array) -> Array:
    return moments[~np.isnat(moments)].astype(np.int64) / 1e6


def _iso(seconds: float) -> str:
    return str(np.datetime64(int(seconds), "s"))

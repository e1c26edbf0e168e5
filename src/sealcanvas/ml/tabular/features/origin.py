"""Columns in the form that training saw, value by value: what a value becomes must not depend on its neighbours."""

from enum import StrEnum
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sealcanvas.ml import arrow, timestamps
from sealcanvas.ml.columns import numbers
from sealcanvas.ml.table import strings

_YES, _NO = ("true", "t", "yes", "y", "1"), ("false", "f", "no", "n", "0")
# Whole numbers that a double cannot hold stay as they are written.
_LONG = r"^-?[1-9]\d{15,18}$"


class Origin(StrEnum):
    """What a column of the training table was."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    MOMENT = "moment"

    @classmethod
    def of(cls, kind: Any) -> "Origin":
        """Of an Arrow type as `read_table` gives them."""
        if pa.types.is_boolean(kind):
            return cls.BOOLEAN
        if pa.types.is_temporal(kind):
            return cls.MOMENT
        return cls.NUMBER if pa.types.is_integer(kind) or pa.types.is_floating(kind) else cls.TEXT


def as_trained(column: Any, origin: Origin) -> Any:
    """The column as training on `origin` had it; a value that does not fit is missing.

    What was text stays whatever it is now: a text to be looked up, or a value whose writing is lost.
    """
    now = Origin.of(column.type)
    if origin is Origin.MOMENT:
        return arrow.times(_moments(column, now))
    if now is origin or origin is Origin.TEXT:
        return column
    if origin is Origin.BOOLEAN:
        return _booleans(column, now)
    return _numbers(column) if now is Origin.TEXT else arrow.column(numbers(column))


def words(column: Any) -> Any:
    """Text as booleans, by the usual words; anything else is missing."""
    lower = pc.utf8_lower(pc.utf8_trim_whitespace(column))
    yes, no = pc.is_in(lower, arrow.texts(_YES)), pc.is_in(lower, arrow.texts(_NO))
    return arrow.keep(yes, pc.or_(yes, no))


def meanings(column: Any) -> Any:
    """What text stands for, as text: "1.50" and "1.5", "True" and "true", two writings of a day mean the same.

    Codes with leading zeros and whatever is no number, boolean or date have no meaning but themselves: missing.
    """
    text = pc.utf8_trim_whitespace(column)
    lower = pc.utf8_lower(text)
    found = arrow.keep(lower, pc.is_in(lower, arrow.texts(["true", "false"])))
    code = pc.match_substring_regex(text, r"^[+-]?0\d")
    found = pc.coalesce(found, _numbers(arrow.keep(text, pc.invert(code))))
    return pc.coalesce(found, arrow.times(timestamps.any_form(text)).cast(pa.string()))


def _numbers(column: Any) -> Any:
    """Text as numbers, again as text."""
    text = pc.utf8_trim_whitespace(column)
    values = numbers(text)
    read = arrow.keep(strings(arrow.column(values)), arrow.mask(~np.isnan(values)))
    return pc.if_else(arrow.surely(pc.match_substring_regex(text, _LONG)), text, read)


def _moments(column: Any, now: Origin) -> Any:
    if now is Origin.TEXT:
        return timestamps.any_form(pc.utf8_trim_whitespace(column))
    return timestamps.parse(column)


def _booleans(column: Any, now: Origin) -> Any:
    if now is Origin.TEXT:
        return words(column)
    if now is Origin.MOMENT:
        return pa.nulls(len(column), pa.bool_())
    values = numbers(column)
    return arrow.keep(arrow.mask(values == 1), arrow.mask((values == 0) | (values == 1)))

"""What an exported recipe calls: pandas as the recipe's own engine treats numbers, texts and missing values."""

import math
from typing import Any

import pandas

KINDS = {"number": "Float64", "text": "string", "boolean": "boolean", "time": "datetime64[us]"}


def column(table: Any, name: Any) -> Any:
    """A column in the type that recipes give it."""
    values = table[name]
    if pandas.api.types.is_bool_dtype(values):
        return values.astype("boolean")
    if pandas.api.types.is_datetime64_any_dtype(values):
        return values.astype("datetime64[us]")
    if pandas.api.types.is_numeric_dtype(values):
        return finite(values.astype("Float64"))
    inside = pandas.api.types.infer_dtype(values, skipna=True)
    if inside == "boolean":
        return values.astype("boolean")
    if inside in ("date", "datetime"):
        return pandas.to_datetime(values).astype("datetime64[us]")
    return values.astype("string")


def constant(table: Any, value: Any) -> Any:
    """A value for every row."""
    kind = "boolean" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"
    return pandas.Series([value] * len(table), index=table.index, dtype=KINDS[kind])


def moment(table: Any, value: Any) -> Any:
    """A time for every row."""
    return pandas.Series([pandas.Timestamp(value)] * len(table), index=table.index, dtype=KINDS["time"])


def missing(table: Any, kind: Any) -> Any:
    """A missing value for every row."""
    value = pandas.NaT if kind == "time" else pandas.NA
    return pandas.Series([value] * len(table), index=table.index, dtype=KINDS[kind])


def each(function: Any, *columns: Any) -> Any:
    """A function of each row's values; missing where one of them is."""
    rows = zip(*columns, strict=True)
    found = [pandas.NA if any(pandas.isna(value) for value in row) else function(*row) for row in rows]
    known = next((value for value in found if value is not pandas.NA), 0.0)
    kind = "boolean" if isinstance(known, bool) else "string" if isinstance(known, str) else "Float64"
    return pandas.Series(found, index=columns[0].index, dtype=kind)


def extreme(function: Any, *columns: Any) -> Any:
    """The smallest or largest of the values that are there."""
    rows = zip(*columns, strict=True)
    known = [[value for value in row if not pandas.isna(value)] for row in rows]
    found = [function(values) if values else pandas.NA for values in known]
    return pandas.Series(found, index=columns[0].index, dtype="Float64")


def finite(values: Any) -> Any:
    """Numbers; what is not finite is missing."""
    known = values.astype("float64").map(math.isfinite)
    return values.where(known, pandas.NA).astype("Float64")


def compared(left: Any, sign: Any, right: Any) -> Any:
    """A comparison; missing where either side is."""
    found = {
        "=": left.eq, "!=": left.ne, "<": left.lt, "<=": left.le, ">": left.gt, ">=": left.ge,
    }[sign](right).astype("boolean")  # fmt: skip
    return found.mask(left.isna() | right.isna())


def chosen(condition: Any, yes: Any, no: Any) -> Any:
    """The one value where the condition holds, else the other."""
    return yes.where(condition.fillna(False).astype(bool), no)


def holds(condition: Any) -> Any:
    """Where a condition is true, and not missing."""
    return condition.fillna(False).astype(bool)


def numbers(texts: Any) -> Any:
    """Texts as numbers, missing where they are none."""
    return finite(pandas.to_numeric(texts.str.strip(" "), errors="coerce").astype("Float64"))


def moments(texts: Any) -> Any:
    """Texts as times, missing where they are none."""
    return pandas.to_datetime(texts, format="ISO8601", errors="coerce").astype("datetime64[us]")


def joined(left: Any, right: Any, here: Any, there: Any, how: Any, suffix: Any) -> Any:
    """Two tables joined on keys; missing keys equal nothing."""
    left, right = left.copy(), right.copy()
    rest = [name for name in right.columns if name not in there]
    keys = [f"key {number}" for number in range(len(here))]
    for key, ours, theirs in zip(keys, here, there, strict=True):
        left[key], right[key] = column(left, ours), column(right, theirs)
    right = right[keys + rest].rename(columns={name: name + suffix for name in rest if name in left.columns})
    blank_left, blank_right = left[keys].isna().any(axis=1), right[keys].isna().any(axis=1)
    found = [left[~blank_left].merge(right[~blank_right], how=how, on=keys, sort=False)]
    if how in ("left", "outer"):
        found.append(left[blank_left])
    if how in ("right", "outer"):
        found.append(right[blank_right])
    table = pandas.concat([part for part in found if len(part) or part is found[0]], ignore_index=True)
    for key, ours in zip(keys, here, strict=True):
        table[ours] = table[key]
    return table.drop(columns=keys)


def rounded(value: Any, places: Any) -> Any:
    """Half away from nought."""
    scale = 10.0 ** int(places)
    return math.copysign(math.floor(abs(value) * scale + 0.5) / scale, value)


def remainder(value: Any, divisor: Any) -> Any:
    """With the divisor's sign."""
    return value % divisor if divisor else math.nan


def root(value: Any) -> Any:
    """The square root."""
    return math.sqrt(value) if value >= 0 else math.nan


def grown(value: Any) -> Any:
    """The exponential."""
    return math.exp(value) if value < 709.78 else math.inf


def logarithm(value: Any) -> Any:
    """To the base e."""
    return math.log(value) if value > 0 else math.nan


def decimal_logarithm(value: Any) -> Any:
    """To the base 10."""
    return math.log10(value) if value > 0 else math.nan


def raised(value: Any, exponent: Any) -> Any:
    """A power."""
    try:
        found = value**exponent
    except (OverflowError, ZeroDivisionError):
        return math.inf
    return found if isinstance(found, float) else math.nan


def cut(text: Any, start: Any, length: Any) -> Any:
    """A part of a text; the first character is 1."""
    begins = max(math.floor(start), 1) - 1
    return text[begins : begins + max(math.floor(length), 0)]

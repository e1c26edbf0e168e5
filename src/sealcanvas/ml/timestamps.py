"""Timestamps in the formats people write, one format for a whole column."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sealcanvas.ml import arrow

Array = Any  # numpy.ndarray of datetime64[us]

ISO = "ISO 8601"
_OFFSET = r":\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$"

# Tried in order; the one that reads the most values wins, the earlier at a tie (so 3/4/2020 is 4 March).
FORMATS = (
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%d %H:%M",
    "%m/%d/%Y",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%d/%m/%Y",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d.%m.%Y",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%m/%d/%y",
    "%d/%m/%y",
    "%Y-%m",
    "%Y/%m",
    "%Y%m%d",
    "%b %d %Y",
    "%b %d, %Y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%B %d, %Y",
    "%b %Y",
    "%Y年%m月%d日",
    "%Y年%m月",
    "%Y",
)


# What is taken for a date in a CSV file without asking, besides ISO.
_PLAIN = ("%Y/%m/%d", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")


def parse(column: Any, form: str | None = None) -> Array:
    """A pyarrow column to datetime64[us] in UTC without zone; NaT where missing or unreadable.

    Strings: ISO 8601 or one of FORMATS. Whole numbers: years (1500 to 2500), yyyymmdd, or seconds or
    milliseconds since 1970. `form`: from `form_of` another column, so that both are read alike.
    """
    kind = column.type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return arrow.moments(column)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return _from_numbers(column)
    if not pa.types.is_string(kind):
        return np.full(len(column), np.datetime64("NaT", "us"))
    return _read(pc.utf8_trim_whitespace(column), form_of(column) if form is None else form)


def any_form(text: Any) -> Array:
    """As `parse`, each string by itself, in whichever form begins with the year as CSV files are read; no other."""
    values = _read(text, ISO)
    for form in _PLAIN:
        left = np.isnat(values)
        if not left.any():
            break
        values = np.where(left, _read(text, form), values)
    return values


def form_of(column: Any) -> str:
    """The form that reads most of a column of strings, ISO or one of FORMATS; ISO for any other column."""
    if not pa.types.is_string(column.type):
        return ISO
    present = len(column) - column.null_count
    text = pc.utf8_trim_whitespace(column)
    best, read = ISO, _count(_read(text, ISO))
    for form in FORMATS:
        if read >= present:
            break
        count = _count(_read(text, form))
        if count > read:
            best, read = form, count
    return best


def _read(text: Any, form: str) -> Array:
    if form == ISO:
        return _iso(text)
    values = arrow.moments(pc.strptime(text, format=form, unit="us", error_is_null=True))
    # %Y also takes one digit; such a year is a two-digit year of a later format.
    values[values < np.datetime64("1000-01-01", "us")] = np.datetime64("NaT", "us")
    return values


def readable_share(column: Any, sample: int = 1000) -> float:
    """Share of the non-missing values (of the first `sample`) that parse as timestamps."""
    head = column.drop_null().slice(0, sample)
    return _count(parse(head)) / len(head) if len(head) else 0.0


def zoned(column: Any) -> Array:
    """Which values tell their offset from UTC, bool [rows]; the others are somebody's local time."""
    kind = column.type
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        return np.ones(len(column), dtype=bool)
    if not pa.types.is_string(kind):
        return np.zeros(len(column), dtype=bool)
    found = arrow.surely(pc.match_substring_regex(pc.utf8_trim_whitespace(column), _OFFSET))
    return arrow.floats(found) > 0


def _count(values: Array) -> int:
    return int((~np.isnat(values)).sum())


def _iso(text: Any) -> Array:
    pattern = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:?\d{2})?)?$"
    fits = pc.match_substring_regex(text, pattern)
    offset = pc.match_substring_regex(text, _OFFSET)
    kept = arrow.keep(text, fits)
    try:
        plain = arrow.keep(kept, pc.invert(offset)).cast(pa.timestamp("us"))
        aware = arrow.keep(kept, offset).cast(pa.timestamp("us", "UTC"))
    except pa.ArrowInvalid:  # a day that does not exist, such as 2021-02-30: read one by one
        return np.array([_one(value) for value in kept.to_pylist()], dtype="datetime64[us]")
    values, other = arrow.moments(plain), arrow.moments(aware)
    return np.where(np.isnat(values), other, values)


def _one(value: str | None) -> np.datetime64:
    from datetime import UTC, datetime

    try:
        moment = datetime.fromisoformat(value or "")
    except ValueError:
        return np.datetime64("NaT", "us")
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return np.datetime64(moment, "us")


def _from_numbers(column: Any) -> Array:
    values = arrow.floats(column)
    result = np.full(len(values), np.datetime64("NaT", "us"))
    whole = values == np.floor(values)

    def within(low: float, high: float) -> tuple[Array, Array]:
        rows = np.flatnonzero(whole & (values >= low) & (values <= high))
        return rows, values[rows].astype(np.int64)

    rows, found = within(1500, 2500)
    result[rows] = (found - 1970).astype("datetime64[Y]").astype("datetime64[us]")
    rows, found = within(15_000_101, 25_001_231)
    texts = arrow.texts([str(value) for value in found])
    result[rows] = arrow.moments(pc.strptime(texts, format="%Y%m%d", unit="us", error_is_null=True))
    rows, found = within(1e8, 1e11 - 1)
    result[rows] = found.astype("datetime64[s]").astype("datetime64[us]")
    rows, found = within(1e11, 1e14 - 1)
    result[rows] = found.astype("datetime64[ms]").astype("datetime64[us]")
    return result

"""How a CSV file is written: its delimiter, its quote, and whether its first row holds names."""

import csv
import io
import re
from dataclasses import dataclass

from sealcanvas.ml.column_names import check_names
from sealcanvas.ml.errors import UnreadableFile
from sealcanvas.ml.reading.options import Options
from sealcanvas.ml.reading.python_csv import any_field

_DELIMITERS = (",", ";", "\t", "|")
_LINES = 50


@dataclass(frozen=True)
class Dialect:
    """`quote` is "" where there is none; `header`: whether the first row is of `names`, which are made up else."""

    delimiter: str
    quote: str
    header: bool
    names: list[str]


def find_dialect(head: bytes, options: Options, what: str, *, whole: bool) -> Dialect:
    """What the beginning of a file tells.

    Args:
        head: UTF-8.
        options: what is known already.
        what: the file, for messages.
        whole: nothing follows `head`.

    Raises:
        UnreadableFile: it has no names, or unusable ones.
    """
    # Universal newlines: the csv module takes no lone carriage returns.
    sample = io.StringIO(head.decode("utf-8", "ignore"), newline=None).getvalue()
    quote = _quote(sample) if options.quote is None else options.quote
    with any_field():
        try:
            delimiter = options.delimiter or _delimiter(sample, quote, whole=whole)
            first = next((row for row in csv.reader(io.StringIO(sample), told(delimiter, quote)) if row), [])
        except csv.Error as error:
            raise UnreadableFile(f"{what} is not a regular table: {error}.") from error
    if options.header is False:
        names = [f"column_{number}" for number in range(1, len(first) + 1)]
        check_names(names, what)
        return Dialect(delimiter, quote, False, names)
    names = [name.strip() for name in first]
    check_names(names, what)
    if options.header is None and all(_is_number(name) for name in names):
        raise UnreadableFile(f"{what} seems to lack a header: its first row holds only numbers. Add column names.")
    return Dialect(delimiter, quote, True, names)


def told(delimiter: str, quote: str) -> type[csv.Dialect]:
    """The same for Python's csv module."""

    class Told(csv.excel):
        quoting = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE

    Told.delimiter = delimiter
    Told.quotechar = quote or '"'
    return Told


def _quote(sample: str) -> str:
    """Double quotes, unless there is none and half of the lines have a value in single ones."""
    if '"' in sample:
        return '"'
    lines = sample.splitlines()[:_LINES]
    single = sum(re.search(r"(^|[,;\t|])'[^']*'([,;\t|]|$)", line) is not None for line in lines)
    return "'" if 2 * single > len(lines) else '"'


def _delimiter(sample: str, quote: str, *, whole: bool) -> str:
    """The delimiter that splits the first lines into the most columns, evenly."""
    lines = sample.splitlines()[:_LINES]
    if len(lines) > 1 and len(lines) < _LINES and not whole:
        lines = lines[:-1]
    best, best_score = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        widths = [len(row) for row in csv.reader(lines, told(delimiter, quote)) if row]
        if not widths or widths[0] < 2:
            continue
        even = sum(width == widths[0] for width in widths) / len(widths)
        if (even, widths[0]) > best_score:
            best, best_score = delimiter, (even, widths[0])
    return best


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text) is not None

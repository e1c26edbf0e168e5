"""Files to rows: CSV, JSON lines, Parquet and XLSX in batches, in flat memory, with types found over the whole."""

from sealcanvas.ml.reading.found import Found
from sealcanvas.ml.reading.giving_back import giving_back
from sealcanvas.ml.reading.kinds import Kinds
from sealcanvas.ml.reading.open_rows import form_of, open_rows
from sealcanvas.ml.reading.options import Options
from sealcanvas.ml.reading.rows import Rows
from sealcanvas.ml.reading.sample import FirstRows, Sample
from sealcanvas.ml.reading.source import MemorySource, Source
from sealcanvas.ml.reading.whole import Whole, read_whole

__all__ = [
    "FirstRows",
    "Found",
    "Kinds",
    "MemorySource",
    "Options",
    "Rows",
    "Sample",
    "Source",
    "Whole",
    "form_of",
    "giving_back",
    "open_rows",
    "read_whole",
]

"""Files that are one series as a whole: the studio tells series apart by a column, which the command adds and hides."""

import io
from pathlib import Path
from typing import BinaryIO

from sealcanvas.cli.common import fail
from sealcanvas.cli.studio.reading_options import Reading

SERIES = "series"
"""The column that is added; the user never sees it."""


def one_series(file: Path, reading: Reading | None = None) -> BinaryIO:
    """The file with one column more, which makes all its rows one series; what cannot be ends the command with 1."""
    import pyarrow as pa

    from sealcanvas.ml.errors import UnreadableFile
    from sealcanvas.ml.table import read_table, to_csv

    try:
        table = read_table(file.read_bytes(), file.name, options=None if reading is None else reading.options)
    except UnreadableFile as error:
        raise fail(str(error)) from None
    if SERIES in table.column_names:
        raise fail(f"'{file.name}' has a column '{SERIES}': say with --item which column tells the series apart")
    return io.BytesIO(to_csv(table.append_column(SERIES, pa.array([SERIES] * table.num_rows))))

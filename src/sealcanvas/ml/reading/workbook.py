"""XLSX workbooks: one sheet as a table. A workbook is read whole, so what it would become is bounded before."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any

import pyarrow as pa

from sealcanvas.ml import arrow
from sealcanvas.ml.column_names import MAX_COLUMNS, check_names
from sealcanvas.ml.errors import UnreadableFile
from sealcanvas.ml.reading.csv_rows import NULLS
from sealcanvas.ml.reading.found import Found
from sealcanvas.ml.reading.options import Options
from sealcanvas.ml.reading.rows import Rows, check_cells
from sealcanvas.ml.reading.source import Source

MAGIC = b"PK\x03\x04"
_MOST_BYTES = 256 << 20
# What all parts may have unpacked, and how many cells a sheet may span: those between far-off ones take memory too.
_MOST_UNPACKED = 1 << 30
_MOST_CELLS = 10_000_000
_MOST_PARTS = 10_000
_BATCH = 10_000
_CELL = re.compile(rb"<(?:\w+:)?(?:c|row)\b(?:[^>]*?\sr\s*=\s*[\"']([^\"']*))?")
_PLACE = re.compile(rb"([A-Za-z]{0,3})(\d{1,7})")


class WorkbookRows(Rows):
    """The rows of one sheet; rows without any value are left out."""

    typed = False

    def __init__(self, source: Source, options: Options, what: str) -> None:
        import python_calamine

        if source.size > _MOST_BYTES:
            raise UnreadableFile(f"{what} has more than {_MOST_BYTES >> 20} MiB, too many for a workbook. Give CSV.")
        data = b"".join(source.blocks())
        _check(data, what)
        self._what = what
        try:
            with python_calamine.load_workbook(io.BytesIO(data)) as book:
                name = options.sheet if options.sheet is not None else next(iter(book.sheet_names), None)
                if name is None or name not in book.sheet_names:
                    raise UnreadableFile(f"{what} has no sheet '{name}'." if name else f"{what} has no sheet.")
                sheet = book.get_sheet_by_name(name)
        except python_calamine.CalamineError as error:
            raise UnreadableFile(f"{what} is a damaged workbook, or one under a password.") from error
        self._sheet, self._header = str(name), options.header is not False
        self._first = 1 + (sheet.start or (0, 0))[0]
        self._rows = (
            (number, row) for number, row in enumerate(sheet.iter_rows(), 1) if any(cell != "" for cell in row)
        )
        self._begin(options)

    def _begin(self, options: Options) -> None:
        number, first = next(self._rows, (0, []))
        texts = [_text(cell) for cell in first]
        if not texts:
            raise UnreadableFile(f"{self._what} is empty.")
        while texts and texts[-1] is None:
            texts.pop()
        if options.header is False:
            texts = [f"column_{place}" for place in range(1, len(texts) + 1)]
            rows = self._rows
            self._rows = (row for part in ([(number, first)], rows) for row in part)
        self.names = [(name or "").strip() for name in texts]
        check_names(self.names, self._what)

    @property
    def found(self) -> Found:
        """Which sheet."""
        return Found("xlsx", header=self._header, sheet=self._sheet)

    def batches(self) -> Iterator[Any]:
        """Of 10,000 rows each; numbers and dates as texts, as CSV would have them."""
        width = len(self.names)
        while rows := list(islice(self._rows, _BATCH)):
            for number, row in rows:
                if any(cell != "" for cell in row[width:]):
                    raise UnreadableFile(
                        f"{self._what}: row {number} has values behind the last named column. Name every column in "
                        "the first row."
                    )
            columns = [_column([row[place] if place < len(row) else "" for _, row in rows]) for place in range(width)]
            batch = pa.RecordBatch.from_arrays(columns, self.names)
            check_cells(batch, self._what, rows[0][0])
            yield batch


def _column(cells: list[Any]) -> Any:
    texts = [_text(cell) for cell in cells]
    known = arrow.mask_of([text is not None for text in texts])
    return arrow.keep(arrow.texts([text or "" for text in texts]), known)


def _text(cell: Any) -> str | None:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    text = str(cell)
    return None if text in NULLS else text


def _check(data: bytes, what: str) -> None:
    """Refuse a workbook that would take more memory than its size lets expect.

    The declared sizes are looked at first; then each part is unpacked and let go, as what is declared may be wrong,
    and sheets are searched for cells far away, between which calamine would fill everything.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names or names & {"mimetype", "content.xml", "xl/workbook.bin"}:
                raise UnreadableFile(f"{what} is no XLSX workbook. Give CSV, JSON lines, Parquet or XLSX.")
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise UnreadableFile(f"{what} unpacks to more than {_MOST_UNPACKED >> 30} GiB. Give CSV.")
            for part in parts:
                _check_part(archive, data, part, what)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise UnreadableFile(f"{what} is a damaged workbook, or one under a password.") from error


def _check_part(archive: zipfile.ZipFile, data: bytes, part: zipfile.ZipInfo, what: str) -> None:
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableFile(f"{what} is packed in a way that cannot be read.")
    if part.compress_type == zipfile.ZIP_DEFLATED:
        _check_length(data, part, what)
    cells = rows = columns = 0
    rest = b""
    with archive.open(part) as stream:
        while block := stream.read(1 << 20):
            text = rest + block
            cut = text.rfind(b"<")
            text, rest = text[:cut], text[cut:][-(1 << 16) :]
            for told in _CELL.findall(text):
                cells += 1
                if told:
                    place = _PLACE.fullmatch(told)
                    if place is None:
                        raise UnreadableFile(f"{what} has a cell at an impossible place.")
                    rows = max(rows, int(place[2]))
                    columns = max(columns, _column_number(place[1]))
    if max(cells, max(rows, 1) * max(columns, 1)) > _MOST_CELLS or columns > 16 * MAX_COLUMNS:
        raise UnreadableFile(
            f"{what} has a sheet of more than {_MOST_CELLS:,} cells, too many for a workbook. Give CSV."
        )


def _check_length(data: bytes, part: zipfile.ZipInfo, what: str) -> None:
    """A part must unpack to what it declares."""
    lengths = data[part.header_offset + 26 : part.header_offset + 30]
    begins = part.header_offset + 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
    unpacker = zlib.decompressobj(wbits=-15)
    packed, given = data[begins : begins + part.compress_size], 0
    while packed and not unpacker.eof:
        given += len(unpacker.decompress(packed, 1 << 20))
        packed = unpacker.unconsumed_tail
        if given > part.file_size:
            raise UnreadableFile(f"{what} is a damaged workbook: a part unpacks to more than it declares.")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number

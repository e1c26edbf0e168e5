"""A file as rows, whatever its format: by its first bytes, else by its name."""

from sealcanvas.ml.errors import UnreadableFile
from sealcanvas.ml.reading import gunzip, parquet_rows, workbook
from sealcanvas.ml.reading.options import Options
from sealcanvas.ml.reading.rows import Rows
from sealcanvas.ml.reading.source import Source, called
from sealcanvas.ml.reading.text import TextSource

_JSON_LINES = (".jsonl", ".ndjson", ".jsonlines")


def open_rows(source: Source, options: Options | None = None) -> Rows:
    """Open a file of rows: CSV or JSON lines (either may be compressed by gzip), Parquet, or XLSX.

    Raises:
        UnreadableFile: it is empty, damaged, or no table; or not of the format that `options` say.
    """
    options = options or Options()
    what = called(source)
    form = form_of(source)
    if options.form and options.form != form and {form, options.form} & {"parquet", "xlsx"}:
        raise UnreadableFile(f"{what} is no {options.form.upper()} file.")
    if form == "parquet":
        return parquet_rows.ParquetRows(source, what)
    if form == "xlsx":
        return workbook.WorkbookRows(source, options, what)
    text = TextSource(source, options.encoding)
    if (options.form or form) == "jsonl":
        from sealcanvas.ml.reading.json_lines import JsonLinesRows

        return JsonLinesRows(text, what)
    from sealcanvas.ml.reading.csv_rows import CsvRows

    return CsvRows(text, options, what)


def form_of(source: Source) -> str:
    """csv, parquet, xlsx or jsonl; JSON lines are known by their name, or by a first line that is an object."""
    begins = source.read_at(0, 4096)
    if begins.startswith(parquet_rows.MAGIC):
        return "parquet"
    if begins.startswith(workbook.MAGIC):
        return "xlsx"
    name = source.name.lower().removesuffix(".gz")
    if name.endswith(_JSON_LINES) or (
        not begins.startswith(gunzip.MAGIC) and begins.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b'{"')
    ):
        return "jsonl"
    return "csv"

"""Records of JSON documents, one or one a line: docs/sagemaker.md, "Content types"."""

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

from sealcanvas.jobs.inference.json_path import JsonPath, NotThere
from sealcanvas.jobs.inference.records import Records, check_width, part_missing, table_of
from sealcanvas.jobs.task import TaskFailed


def documents(data: bytes, name: str, *, lines: bool, seen: int = 0) -> Iterator[Any]:
    """The JSON documents in `data`: one, or one a line.

    Args:
        name: of the file, for messages.
        seen: how many came before these, for messages.

    Raises:
        TaskFailed: something is no JSON.
    """
    from sealcanvas.ml.text_encoding import to_utf8

    text = to_utf8(data, name).decode()
    texts = [line for line in text.split("\n") if line.strip()] if lines else [text]
    for number, each in enumerate(texts, seen + 1):
        try:
            found = json.loads(each)
        except (ValueError, RecursionError):
            raise TaskFailed("ClientError", f"Record {number} of '{name}' is no JSON document.") from None
        yield found


def instances(document: Any) -> list[Any] | None:
    """The records of a document of several; None for one that is a record itself."""
    if isinstance(document, dict):
        document = document.get("instances")
    if isinstance(document, list) and document and all(isinstance(item, list | dict) for item in document):
        return document
    return None


class JsonReader:
    """Reads batches of one file, each of one document or of a document a line."""

    names: Sequence[str] = ()

    def __init__(self, columns: Sequence[str], name: str, *, lines: bool, path: JsonPath, keep: bool) -> None:
        self._columns, self._name, self._path, self._keep = columns, name, path, keep
        self._lines = lines
        self._seen = 0

    def read(self, batch: bytes) -> Records | None:
        """The records of the next batch."""
        kept: list[Any] = []
        counts: list[int | None] = []
        rows: list[list[str]] = []
        for document in documents(batch, self._name, lines=self._lines, seen=self._seen):
            self._seen += 1
            part = self._part(document)
            found = None if _has_names(part, self._columns) else instances(part)
            counts.append(None if found is None else len(found))
            rows += [self._row(record) for record in ([part] if found is None else found)]
            if self._keep:
                kept.append(document)
        if not rows:
            return None
        return Records(table_of(self._columns, rows, self._name, texts=True), kept, counts)

    def read_array(self, items: list[Any]) -> Records:
        """The next records of one document, decoded; they are counted one by one."""
        rows = []
        for item in items:
            self._seen += 1
            rows.append(self._row(item))
        return Records(table_of(self._columns, rows, self._name, texts=True))

    def _part(self, document: Any) -> Any:
        try:
            return self._path.of(document)
        except NotThere:
            raise part_missing(self._path, self._name, self._seen) from None

    def _row(self, record: Any) -> list[str]:
        if isinstance(record, dict) and not _has_names(record, self._columns) and "features" in record:
            record = record["features"]
        if isinstance(record, list):
            check_width(len(record), self._columns, self._name, self._seen)
            return [cell(value, self._name) for value in record]
        if not isinstance(record, dict):
            raise TaskFailed(
                "ClientError",
                f"Record {self._seen} of '{self._name}' is neither an object of the model's columns nor an array of "
                "its fields.",
            )
        missing = [column for column in self._columns if column not in record]
        if missing:
            from sealcanvas.ml.errors import SchemaMismatch

            raise SchemaMismatch(missing)
        return [cell(record[column], self._name) for column in self._columns]


def cell(value: Any, name: str) -> str:
    """A value as a CSV file has it; empty for null.

    Raises:
        TaskFailed: it is an array or an object.
    """
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return repr(value)
    raise TaskFailed("ClientError", f"A record of '{name}' has an array or object where a value is needed.")


def _has_names(value: Any, columns: Sequence[str]) -> bool:
    """Whether it is an object of columns, even if one of those is called "instances" or "features"."""
    return isinstance(value, dict) and all(name in value for name in columns)

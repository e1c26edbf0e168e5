"""Answers as text: lines of CSV, lines of JSON, or one JSON document; joined with their records and filtered."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from sealcanvas.jobs.inference.answers import Answers
from sealcanvas.jobs.inference.json_path import JsonPath, NotThere
from sealcanvas.jobs.inference.records import Records
from sealcanvas.jobs.task import TaskFailed

INPUT, OUTPUT = "SageMakerInput", "SageMakerOutput"


class Writer(Protocol):
    """Writes the answers of one file, a batch at a time."""

    def write(self, records: Records, answers: Answers) -> bytes:
        """The text of a batch."""
        ...

    def end(self) -> bytes:
        """What ends the text."""
        ...


class CsvWriter:
    """One line a record.

    Args:
        header: begin with a line of names.
        names: of the records' own fields, for that line.
        join: put the record's own fields before its answer.
        path: which of the fields to write.
    """

    def __init__(self, *, header: bool, names: Sequence[str], join: bool, path: JsonPath) -> None:
        self._header, self._names, self._join, self._path = header, names, join, path

    def write(self, records: Records, answers: Answers) -> bytes:
        """The lines of a batch."""
        sink = io.StringIO(newline="")
        writer = csv.writer(sink, lineterminator="\n")
        if self._header:
            self._header = False
            if self._join and records.kept and len(self._names) != len(records.kept[0]):
                self._names = [f"column_{number}" for number in range(1, len(records.kept[0]) + 1)]
            # A joined record may have a column of the same name: the true value of the target, for one.
            own = [f"predicted_{name}" if self._join and name in self._names else name for name in answers.names]
            writer.writerow(self._taken([*self._names, *own] if self._join else own))
        rows: Iterator[Sequence[Any]] = (tuple(map(_field, row)) for row in answers.rows)
        if self._join:
            rows = ([*kept, *row] for kept, row in zip(records.kept, rows, strict=True))
        writer.writerows(rows if self._path.whole else map(self._taken, rows))
        return sink.getvalue().encode()

    def end(self) -> bytes:
        """Nothing: each line was ended."""
        return b""

    def _taken(self, row: Sequence[Any]) -> list[Any]:
        try:
            return self._path.of_row(row)
        except NotThere:
            raise _nothing_at(self._path) from None


class JsonWriter:
    """One object a record, or one answer a document.

    Args:
        lines: end each with a line feed.
        expand: of a document of several records, write each answer by itself.
        join: put the answer into its document, as SageMakerOutput.
        path: which part to write.
    """

    def __init__(self, *, lines: bool, expand: bool, join: bool, path: JsonPath) -> None:
        self._end = "\n" if lines else ""
        self._expand, self._join, self._path = expand, join, path

    def write(self, records: Records, answers: Answers) -> bytes:
        """The objects of a batch."""
        objects = [dict(zip(answers.keys, row, strict=True)) for row in answers.rows]
        if records.counts and (self._join or not self._expand):
            found: list[Any] = list(_by_document(objects, records.counts))
        else:
            found = objects
        if self._join:
            found = [_joined(kept, answer) for kept, answer in zip(records.kept, found, strict=True)]
        return "".join(f"{_json(self._taken(item))}{self._end}" for item in found).encode()

    def end(self) -> bytes:
        """Nothing: each object was ended."""
        return b""

    def _taken(self, item: Any) -> Any:
        try:
            return self._path.of(item)
        except NotThere:
            raise _nothing_at(self._path) from None


class OneJsonWriter:
    """One document: `{"predictions": […]}`."""

    def __init__(self, *, line: bool) -> None:
        self._begun = False
        self._line = line

    def write(self, records: Records, answers: Answers) -> bytes:  # noqa: ARG002 - the interface
        """The next predictions."""
        start, self._begun = (", " if self._begun else '{"predictions": ['), True
        return (start + ", ".join(_json(dict(zip(answers.keys, row, strict=True))) for row in answers.rows)).encode()

    def end(self) -> bytes:
        """The end of the document."""
        return (("]}" if self._begun else '{"predictions": []}') + ("\n" if self._line else "")).encode()


def _by_document(objects: list[dict[str, Any]], counts: Sequence[int | None]) -> Iterator[dict[str, Any]]:
    at = 0
    for count in counts:
        if count is None:
            yield objects[at]
            at += 1
        else:
            yield {"predictions": objects[at : at + count]}
            at += count


def _joined(document: Any, answer: Any) -> dict[str, Any]:
    return {**document, OUTPUT: answer} if isinstance(document, dict) else {INPUT: document, OUTPUT: answer}


def _field(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _nothing_at(path: JsonPath) -> TaskFailed:
    return TaskFailed("ClientError", f"An output record has nothing at {path.text}, the OutputFilter.")

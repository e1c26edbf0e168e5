"""A model at work on one file or request: bytes of records in, bytes of answers out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.inference.answers import answers_of
from sealcanvas.jobs.inference.json_path import WHOLE, JsonPath, parse_path
from sealcanvas.jobs.inference.json_reader import JsonReader
from sealcanvas.jobs.inference.media import Form, Media, read_accept, read_content_type
from sealcanvas.jobs.inference.records import Records, reader_of
from sealcanvas.jobs.inference.writing import CsvWriter, JsonWriter, OneJsonWriter, Writer
from sealcanvas.jobs.task import TaskFailed

if TYPE_CHECKING:
    from sealcanvas.ml.tabular import TabularModel


@dataclass(frozen=True, slots=True)
class Wish:
    """How records come and how answers are wanted.

    Attributes:
        columns: of predicted_label, probability, probabilities, labels.
        header: begin CSV with a line of names; probabilities then have a column for each class.
        by_record: write each record's answer by itself, also where the form is JSON.
        lines: end each answer with a line feed.
    """

    media: Media
    accept: Form
    columns: tuple[str, ...]
    header: bool = False
    by_record: bool = False
    lines: bool = True
    join: bool = False
    input_path: JsonPath = WHOLE
    output_path: JsonPath = WHOLE

    @classmethod
    def of(cls, payload: dict[str, Any]) -> "Wish":
        """From the payload that the server made and checked."""
        media = read_content_type(payload.get("content_type", ""))
        return cls(
            media=media,
            accept=read_accept(payload.get("accept", ""), media),
            columns=tuple(payload["columns"]),
            header=payload["header"],
            by_record=payload.get("by_record", False),
            lines=payload.get("lines", True),
            join=payload.get("join", False),
            input_path=parse_path(payload.get("input_filter", "$")),
            output_path=parse_path(payload.get("output_filter", "$")),
        )


class Predictor:
    """Answers the records of one file.

    Args:
        name: of the file, for messages.
    """

    def __init__(self, model: "TabularModel", wish: Wish, name: str) -> None:
        self._model, self._wish, self._name = model, wish, name
        self._reader = reader_of(
            wish.media, model.asks, name, lines=wish.by_record, path=wish.input_path, keep=wish.join
        )
        self._writer: Writer | None = None
        self.count = 0
        """How many records were answered."""

    def answer(self, batches: Iterable[bytes]) -> Iterator[bytes]:
        """The text of the answers, batch by batch.

        Args:
            batches: of whole records each.

        Raises:
            TaskFailed, MLError: the records are not what the model needs.
        """
        yield from self.answer_records(map(self._reader.read, batches))

    def answer_array(self, batches: Iterable[list[Any]]) -> Iterator[bytes]:
        """The same of one JSON document, whose records come decoded.

        Raises:
            TaskFailed, MLError: as `answer`.
        """
        assert isinstance(self._reader, JsonReader)
        wish = self._wish
        if wish.accept is Form.JSON:
            self._writer = OneJsonWriter(line=wish.lines)
        yield from self.answer_records(map(self._reader.read_array, batches))

    def answer_records(self, found: Iterable[Records | None]) -> Iterator[bytes]:
        """The same of records that somebody else has read.

        Raises:
            TaskFailed, MLError: as `answer`.
        """
        for records in found:
            if records is None:
                continue
            # Only now are the file's own names known.
            self._writer = self._writer or self._make_writer()
            split = self._wish.header and self._wish.accept is Form.CSV
            answers = answers_of(self._model, records.table, self._wish.columns, split=split)
            self.count += len(answers.rows)
            yield self._writer.write(records, answers)
        if self._writer is None:
            raise TaskFailed("ClientError", f"'{self._name}' has no records.")
        yield self._writer.end()

    def _make_writer(self) -> Writer:
        wish = self._wish
        if wish.accept is Form.CSV:
            names = self._reader.names or self._model.asks
            return CsvWriter(header=wish.header, names=names, join=wish.join, path=wish.output_path)
        if wish.accept is Form.JSON and not wish.by_record and wish.media.form is not Form.JSON:
            return OneJsonWriter(line=wish.lines)
        lines, expand = wish.lines or wish.accept is Form.JSON_LINES, wish.accept is Form.JSON_LINES
        return JsonWriter(lines=lines, expand=expand, join=wish.join, path=wish.output_path)

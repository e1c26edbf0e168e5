"""The task `transform`: predictions for files of records, one output object for each input object."""

import time
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.inference.forecaster import forecast
from sealcanvas.jobs.inference.json_array import JsonArray
from sealcanvas.jobs.inference.media import Form
from sealcanvas.jobs.inference.parquet_reader import parquet_records
from sealcanvas.jobs.inference.predictor import Predictor, Wish
from sealcanvas.jobs.inference.splitting import split_records
from sealcanvas.jobs.task import TaskFailed, task
from sealcanvas.jobs.tasks.manifest import find_listed
from sealcanvas.jobs.tasks.s3_files import (
    MAXIMUM_BYTES,
    InputFile,
    check_writable,
    find_files,
    read_blocks,
    read_file,
    split_uri,
)
from sealcanvas.jobs.tasks.s3_source import S3Source
from sealcanvas.jobs.tasks.staged_output import StagedFile, StagedOutput

if TYPE_CHECKING:
    from sealcanvas.ml.reading import Source
    from sealcanvas.ml.series import SeriesModel
    from sealcanvas.ml.tabular import TabularModel

_BATCH_BYTES = 4 << 20
_LARGEST_RECORD = 100 << 20  # AWS's bound of MaxPayloadInMB


@task("transform")
def run(context: TaskContext) -> dict[str, Any]:
    """Do the work of one transform job; the payload is that of sagemaker/transform/request.py."""
    from sealcanvas.ml.bundle import load_model

    payload = context.payload
    context.progress("Starting", 0.0)
    check_writable(context, payload["output"], payload["output_key"])
    model = load_model(read_file(context, *split_uri(payload["model"])))
    source = payload["input"]
    files = find_listed(context, source["uri"]) if source["manifest"] else find_files(context, source["uri"], None)
    work = _Work(context, model, Wish.of(payload), files)
    with StagedOutput(context, payload["output_key"]) as output:
        for file in files:
            sink = output.open(f"{payload['output'].rstrip('/')}/{file.name}.out", work.wish.accept)
            work.transform(file, sink)
            sink.close()
    told = {"message": " ".join(work.warnings)} if work.warnings else {}
    context.progress("Predicting", 1.0, **told)
    return {"rows": work.rows, "files": len(files)}


class _Work:
    def __init__(
        self, context: TaskContext, model: "TabularModel | SeriesModel", wish: Wish, files: list[InputFile]
    ) -> None:
        self.wish = wish
        self.rows = 0
        self.warnings: list[str] = []
        self.context, self._model = context, model
        self._gzip: bool = context.payload["input"]["gzip"]
        self._most: int | None = context.payload["most_bytes"]
        self._longest: float = context.payload["invocation_seconds"]
        self._whole = sum(file.size for file in files) or 1
        self._read = 0

    def transform(self, file: InputFile, sink: StagedFile) -> None:
        """Answer the records of one file."""
        from sealcanvas.ml.tabular import TabularModel

        if not isinstance(self._model, TabularModel):
            began = time.monotonic()
            answer, count, warnings = forecast(self._model, self.wish, self._history(file))
            self.warnings += [f"{file.name}: {warning}" for warning in warnings]
            self._hold_to_time(began, file)
            sink.write(answer)
            self.rows += count
            return
        predictor = Predictor(self._model, self.wish, file.name)
        began = time.monotonic()
        for answer in self._answers(predictor, self._model.columns, file):
            self._hold_to_time(began, file)
            sink.write(answer)
            began = time.monotonic()
        self.rows += predictor.count

    def _answers(self, predictor: Predictor, columns: list[str], file: InputFile) -> Iterator[bytes]:
        """In batches, whatever the form: lines; row groups; the records of one JSON document."""
        wish = self.wish
        if wish.media.by_line or wish.by_record:
            record = self._most or _LARGEST_RECORD
            blocks = self.blocks(file) if wish.by_record else self.bounded(file, self._most)
            quoted = wish.media.form is Form.CSV
            yield from predictor.answer(
                split_records(blocks, quoted=quoted, size=_BATCH_BYTES, most=record, name=file.name)
            )
        elif wish.media.form is Form.PARQUET and not self._gzip:
            self.hold(file, file.size, self._most or file.size)
            yield from predictor.answer_records(parquet_records(_Ranges(self, file)))
        elif wish.media.form is Form.JSON and wish.input_path.whole and not wish.join:
            yield from self._document(predictor, columns, file)
        else:
            yield from predictor.answer([b"".join(self.bounded(file, self._most or _LARGEST_RECORD))])

    def _document(self, predictor: Predictor, columns: list[str], file: InputFile) -> Iterator[bytes]:
        from sealcanvas.ml.reading.utf8 import utf8_blocks

        blocks = utf8_blocks(self.bounded(file, self._most), f"'{file.name}'")
        array = JsonArray(blocks, columns, self._most or _LARGEST_RECORD, file.name)
        if array.many:
            yield from predictor.answer_array(array.batches(_BATCH_BYTES))
        else:
            yield from predictor.answer([array.rest(partial(self._hold_whole, file))])

    def bounded(self, file: InputFile, most: int | None) -> Iterator[bytes]:
        """The file's blocks, as one payload: not more than MaxPayloadInMB of them."""
        length = 0
        for block in self.blocks(file):
            length += len(block)
            if most is not None:
                self.hold(file, length, most)
            yield block

    def blocks(self, file: InputFile) -> Iterator[bytes]:
        """The file's blocks, expanded; reports how far it is."""
        for block in read_blocks(self.context, file.bucket, file.key, gzip=self._gzip):
            self.read(len(block))
            yield block

    def read(self, length: int) -> None:
        """So many bytes more were read."""
        self._read += length
        self.context.progress("Predicting", min(0.99, self._read / self._whole), rows=self.rows)

    def hold(self, file: InputFile, length: int, most: int) -> None:
        """Raises TaskFailed for a payload of more than `most` bytes."""
        if length <= most:
            return
        if most == MAXIMUM_BYTES:
            raise TaskFailed("ClientError", f"'{file.name}' has more than {most >> 30} GiB.")
        if self._most is None:
            raise TaskFailed(
                "ClientError",
                f"'{file.name}' has more than {most >> 20} MB and cannot be read in parts: give JSON as an array of "
                "records without filter and join, or a record a line (SplitType Line); Parquet without Gzip.",
            )
        raise TaskFailed(
            "ClientError",
            f"'{file.name}' has more than {most >> 20} MB, which exceeds MaxPayloadInMB. "
            "Set SplitType to Line, or raise MaxPayloadInMB.",
        )

    def _history(self, file: InputFile) -> "Source":
        """What a forecast model takes whole."""
        from sealcanvas.ml.reading import MemorySource

        most = MAXIMUM_BYTES if self.wish.by_record or self._most is None else self._most
        self.hold(file, file.size, most)
        if self.wish.media.form is Form.PARQUET and not self._gzip:
            return _Ranges(self, file)
        if self.wish.media.form is Form.CSV:
            return _Blocks(self, file, most)
        return MemorySource(b"".join(self.bounded(file, most)), file.name)

    def _hold_whole(self, file: InputFile, length: int) -> None:
        self.hold(file, length, self._most or _LARGEST_RECORD)

    def _hold_to_time(self, began: float, file: InputFile) -> None:
        if time.monotonic() - began > self._longest:
            raise TaskFailed(
                "ClientError",
                f"A batch of '{file.name}' took longer than InvocationsTimeoutInSeconds, {self._longest:g} seconds.",
            )


class _Ranges(S3Source):
    """A file that is read by ranges."""

    def __init__(self, work: _Work, file: InputFile) -> None:
        super().__init__(work.context, file)
        self.name, self._work = file.name, work

    def read_at(self, start: int, length: int) -> bytes:
        """A piece."""
        piece = super().read_at(start, length)
        self._work.read(len(piece))
        return piece


class _Blocks(S3Source):
    """A file that is read block by block, and may have `most` bytes, expanded."""

    def __init__(self, work: _Work, file: InputFile, most: int) -> None:
        super().__init__(work.context, file, gzip=work.context.payload["input"]["gzip"])
        self.name, self._work, self._most = file.name, work, most

    def blocks(self) -> Iterator[bytes]:
        """From the beginning."""
        return self._work.bounded(self._file, self._most)

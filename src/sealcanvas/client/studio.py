"""The studio's work on one file, step by step: import, build, predict, fetch; each waits until it is done."""

import csv
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, BinaryIO

from sealcanvas.client.connection import Connection
from sealcanvas.client.endings import Endings
from sealcanvas.client.errors import TaskFailed
from sealcanvas.client.missing import unless
from sealcanvas.client.waiting import Answer, settle
from sealcanvas.client.workspace import Workspace

Watch = Callable[[str, float], None]
"""Hears what is being done, and how far it is from 0 to 1."""

_LONGEST_NAME = 255
_END_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Studio:
    """A workspace, and somebody who watches.

    Attributes:
        endings: what was stopped and removed again, where the work did not come to its end.
    """

    connection: Connection
    workspace: Workspace
    watch: Watch
    endings: Endings = field(default_factory=Endings)

    @contextmanager
    def imported(self, name: str, content: BinaryIO, **wishes: Any) -> Iterator[str]:
        """The id of a dataset that is imported from a file; if the block fails, it goes again unless a model uses it.

        Args:
            wishes: further members of ImportDataset.

        Raises:
            TaskFailed: the file cannot be imported.
        """
        canvas = self.connection.client("sealcanvas")
        with self._uploaded(name, content) as uri:
            dataset_id = str(
                canvas.import_dataset(
                    DomainId=self.workspace.domain_id,
                    UserProfileName=self.workspace.profile,
                    DatasetName=PurePath(name).name[:_LONGEST_NAME],
                    S3Uri=uri,
                    **wishes,
                )["DatasetId"]
            )
            with self._withdrawn(dataset_id):
                self.watch("Importing", 0.0)
                dataset = settle(canvas.describe_dataset, {"Importing"}, DatasetId=dataset_id)
                _require_ready(dataset, f"the import of '{PurePath(name).name}'")
        with self._withdrawn(dataset_id):
            yield dataset_id

    @contextmanager
    def _uploaded(self, name: str, content: BinaryIO) -> Iterator[str]:
        """The URI of a file under the storage key, for as long as the block lasts."""
        s3 = self.connection.client("s3")
        bucket, key = self.workspace.inbox, f"{secrets.token_hex(8)}/{PurePath(name).name}"
        self.watch("Uploading", 0.0)
        try:
            s3.upload_fileobj(content, bucket, key)
            yield f"s3://{bucket}/{key}"
        finally:
            s3.delete_object(Bucket=bucket, Key=key)

    @contextmanager
    def _withdrawn(self, dataset_id: str) -> Iterator[None]:
        """Delete the dataset when the block fails, unless a finished model rests on it."""
        try:
            yield
        except BaseException:
            self.endings.attempt(
                "the dataset was deleted", f"dataset {dataset_id} is left", lambda: self._withdraw(dataset_id)
            )
            raise

    def _withdraw(self, dataset_id: str) -> str | None:
        canvas = self.connection.client("sealcanvas")
        if any(each["DatasetId"] == dataset_id and each["Status"] == "Ready" for each in self._versions()):
            return "the model and its dataset are kept"
        settle(canvas.describe_dataset, {"Importing"}, seconds=_END_SECONDS, DatasetId=dataset_id)
        canvas.delete_dataset(DatasetId=dataset_id)
        return None

    def build(self, dataset_id: str, model: str, target: str, **wishes: Any) -> Answer:
        """Build a model of the target column; DescribeModelVersion's answer once it is Ready.

        Args:
            wishes: further members of CreateModelVersion.

        Raises:
            TaskFailed: the build failed; when the wait is interrupted, the build is stopped.
        """
        canvas = self.connection.client("sealcanvas")
        made = canvas.create_model_version(ModelName=model, DatasetId=dataset_id, TargetColumn=target, **wishes)
        version_id = made["ModelVersionId"]

        def seen(answer: Answer) -> None:
            self.watch(f"Building: {answer.get('Phase', '')}", answer.get("ProgressPercent", 0) / 100)

        def stop() -> None:
            canvas.stop_model_version(ModelVersionId=version_id)
            settle(canvas.describe_model_version, {"Building"}, seconds=_END_SECONDS, ModelVersionId=version_id)

        with self._stopped(f"the build of '{model}'", stop):
            version = settle(canvas.describe_model_version, {"Building"}, seen=seen, ModelVersionId=version_id)
        _require_ready(version, "the build")
        return version

    def find_model(self, model: str) -> Answer:
        """DescribeModelVersion's answer for a model's newest version that is Ready.

        Args:
            model: its name, or a version's id.

        Raises:
            TaskFailed: there is none.
        """
        ready: dict[str, str] = {}
        found = None
        for version in self._versions():
            if version["Status"] == "Ready":
                ready.setdefault(version["ModelName"], version["ModelVersionId"])
                if version["ModelVersionId"] == model:
                    found = model
        found = found or ready.get(model)
        if found is None:
            known = ", ".join(ready) or "none: build one with `sealcanvas build`"
            raise TaskFailed(f"there is no finished model '{model}'; finished models: {known}")
        described: Answer = self.connection.client("sealcanvas").describe_model_version(ModelVersionId=found)
        return described

    def trained_on(self, version: Answer) -> dict[str, int] | None:
        """The columns that a model version was built from, and how many values each has; None if they are gone."""
        found = unless(
            self.connection.client("sealcanvas").describe_dataset,
            "ResourceNotFoundException",
            DatasetId=version["DatasetId"],
            DatasetVersion=version["DatasetVersion"],
        )
        return {each["Name"]: each["UniqueCount"] for each in found["Columns"]} if found else None

    def _versions(self) -> Iterator[Answer]:
        """Newest first."""
        canvas, more = self.connection.client("sealcanvas"), dict[str, str]()
        while True:
            page = canvas.list_model_versions(DomainId=self.workspace.domain_id, **more)
            yield from page["ModelVersions"]
            if "NextToken" not in page:
                return
            more = {"NextToken": page["NextToken"]}

    def predict(self, version_id: str, dataset_id: str | None = None) -> Answer:
        """Predict in batch; DescribePrediction's answer once it is Ready.

        Args:
            dataset_id: the rows to predict for; None for a forecast, which goes on from its own history.

        Raises:
            TaskFailed: the prediction failed; when the wait is interrupted, it is stopped.
        """
        canvas = self.connection.client("sealcanvas")
        rows = {"DatasetId": dataset_id} if dataset_id else {}
        made = canvas.create_batch_prediction(ModelVersionId=version_id, **rows)
        named = {"PredictionId": made["PredictionId"]}
        self.watch("Predicting", 0.0)

        def stop() -> None:
            canvas.stop_prediction(**named)
            settle(canvas.describe_prediction, {"InProgress"}, seconds=_END_SECONDS, **named)

        with self._stopped("the prediction", stop):
            prediction = settle(canvas.describe_prediction, {"InProgress"}, **named)
        _require_ready(prediction, "the prediction")
        return prediction

    @contextmanager
    def _stopped(self, what: str, stop: Callable[[], None]) -> Iterator[None]:
        """Stop the work in the server too when the block is interrupted."""
        try:
            yield
        except KeyboardInterrupt:
            self.endings.attempt(f"{what} was stopped", f"{what} may run on (see `sealcanvas jobs`)", stop)
            raise

    def rows(self, uri: str) -> Iterator[list[str]]:
        """The rows of a CSV object, its header first, read as they are asked for."""
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        body = self.connection.client("s3").get_object(Bucket=bucket, Key=key)["Body"]
        with closing(body):
            yield from csv.reader(line.decode() for line in body.iter_lines(keepends=True))


def _require_ready(answer: Answer, what: str) -> None:
    if answer["Status"] != "Ready":
        raise TaskFailed(f"{what} ended {answer['Status']}: {answer.get('FailureReason', 'no reason is known')}")

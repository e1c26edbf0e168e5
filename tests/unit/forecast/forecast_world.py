"""A small world to ask Forecast in: an administrator, a Forecast role, keys, files, and workers in this process."""

import csv
import io
import json
import math
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from sealcanvas.access.principal import Principal
from sealcanvas.forecast import forecast, forecastquery
from sealcanvas.iam import iam
from sealcanvas.iam.users import user_named
from sealcanvas.jobs import hooks, queue
from sealcanvas.jobs.failures import failure_of
from sealcanvas.jobs.job import Job, JobState
from sealcanvas.jobs.task import find_task
from sealcanvas.jobs.tasks.series_store import write_store
from sealcanvas.jobs.working.interruption import JobStopped
from sealcanvas.kms import kms
from sealcanvas.ml.progress import Progress
from sealcanvas.s3 import s3
from sealcanvas.s3.uri import parse_uri
from sealcanvas.service.body import BytesBody
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.sts.role_call import role_call
from sealcanvas.wire.model import load
from sealcanvas.wire.serialize import serialize
from sealcanvas.wire.validate import validate
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT, call_as

PREFIX = f"arn:aws:forecast:us-east-1:{ACCOUNT}"
# As the document spells them.
SIX = (
    "kms:DescribeKey",
    "kms:CreateGrant",
    "kms:RetireGrant",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlainText",
    "kms:Decrypt",
)
SCHEMA = {
    "Attributes": [
        {"AttributeName": "item_id", "AttributeType": "string"},
        {"AttributeName": "timestamp", "AttributeType": "timestamp"},
        {"AttributeName": "target_value", "AttributeType": "float"},
    ]
}


def policy(*statements: dict[str, Any]) -> str:
    """A policy text; statements allow unless they say otherwise."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **each} for each in statements]})


def trusting(*services: str) -> str:
    """A trust policy for our own services, on behalf of this account's resources."""
    condition = {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:forecast:*:{ACCOUNT}:*"},
    }
    return policy({"Principal": {"Service": list(services)}, "Action": "sts:AssumeRole", "Condition": condition})


def make_user(instance: Instance, name: str, *statements: dict[str, Any]) -> Call:
    """A call by a fresh user with these identity statements."""
    root = call_as(instance, Principal.root(ACCOUNT))
    iam.operations["CreateUser"](root, {"UserName": name})
    members = {"UserName": name, "PolicyName": "own", "PolicyDocument": policy(*statements)}
    iam.operations["PutUserPolicy"](root, members)
    user = user_named(instance, ACCOUNT, name)
    assert user is not None
    return call_as(instance, user.principal)


def ask(call: Call, name: str, **request: Any) -> dict[str, Any]:
    """Ask Forecast as over the wire: the request must be valid, the answer must fit into the service model."""
    service = forecastquery if name.startswith("Query") else forecast
    model = load(service.name).operations[name]
    validate(model, request)
    answer = service.operations[name](replace(call), request)
    assert serialize(model, answer, call.request_id).status == 200
    return answer


def sales_csv(items: int = 4, months: int = 60) -> bytes:
    """Monthly series with a season and a trend."""
    text = io.StringIO()
    writer = csv.writer(text)
    for item in range(items):
        for month in range(months):
            value = 100 + 10 * item + month + 20 * math.sin(month / 12 * 2 * math.pi)
            writer.writerow([f"item{item}", f"{2015 + month // 12}-{month % 12 + 1:02d}-01", round(value, 3)])
    return text.getvalue().encode()


class WireError(Exception):
    """As botocore's ClientError."""

    def __init__(self, error: ServiceError, operation: str, service: str) -> None:
        super().__init__(error.message)
        self.response = {"Error": {"Code": error.code, "Message": error.message}}
        self.operation_name = operation
        self.sealcanvas_service = service


class WireClient:
    """A worker's client: operations of a service as the job's role."""

    def __init__(self, service: Any, call: Call) -> None:
        self._service, self._call = service, call

    def __getattr__(self, name: str) -> Callable[..., Any]:
        operation = "".join(part.capitalize() for part in name.split("_"))

        def ask_operation(**request: Any) -> Any:
            if "Body" in request:
                request["Body"] = BytesBody(request["Body"])
            try:
                answer = self._service.operations[operation](replace(self._call), request)
            except ServiceError as error:
                raise WireError(error, operation, self._service.name) from None
            if "Body" in answer:
                stream = answer["Body"]
                answer["Body"] = io.BytesIO(b"".join(stream))
                stream.close()
            return answer

        return ask_operation


@dataclass
class FakeContext:
    """What a task sees of TaskContext."""

    payload: dict[str, Any]
    arn: str
    role_arn: str
    call: Call
    threads: int = 1
    reports: list[tuple[str, float, dict[str, Any]]] = field(default_factory=list)
    on_progress: Callable[[], None] = lambda: None

    def client(self, service: str) -> WireClient:
        return WireClient({"s3": s3, "kms": kms}[service], self.call)

    def progress(self, phase: str, fraction: float, **details: Any) -> None:
        self.reports.append((phase, fraction, details))
        self.on_progress()

    def follow(self, progress: Progress, share: float = 1.0) -> None:
        self.progress(progress.phase, share * progress.fraction, best=progress.best)

    def executor(self) -> AbstractContextManager[None]:
        return nullcontext()

    def writes(self, uri: str) -> None:
        assert uri.startswith("s3://")

    def takes_back(self, uri: str) -> None:
        bucket, key = parse_uri(uri)
        s3.operations["DeleteObject"](
            call_as(self.call.instance, Principal.root(ACCOUNT)), {"Bucket": bucket, "Key": key}
        )

    def check(self) -> None:
        return


@dataclass
class World:
    """The instance, its clock, its administrator, the Forecast role, and a key that the role may use."""

    instance: Instance
    clock: Clock
    admin: Call
    role: str
    key: str = ""

    def kms(self, name: str, **request: Any) -> dict[str, Any]:
        return kms.operations[name](replace(self.admin), request)

    def s3(self, name: str, **request: Any) -> dict[str, Any]:
        return s3.operations[name](replace(self.admin), request)

    def key_policy(self, *without: str) -> str:
        """The console's statement, and the document's without some of its actions."""
        return policy(
            {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"},
            {
                "Sid": "Enable IAM Permissions for Amazon Forecast KMS access",
                "Principal": {"AWS": self.role},
                "Action": [action for action in SIX if action not in without] or ["kms:Encrypt"],
                "Resource": "*",
            },
        )

    def make_key(self, *without: str) -> str:
        arn: str = self.kms("CreateKey", Policy=self.key_policy(*without))["KeyMetadata"]["Arn"]
        return arn

    def take_away(self, key: str, *actions: str) -> None:
        self.kms("PutKeyPolicy", KeyId=key, PolicyName="default", Policy=self.key_policy(*actions))

    def upload(self, name: str, data: bytes, key: str | None = None) -> str:
        request: dict[str, Any] = {"Bucket": "input", "Key": name, "Body": BytesBody(data)}
        if key is not None:
            request |= {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
        self.s3("PutObject", **request)
        return f"s3://input/{name}"

    def ask(self, name: str, **request: Any) -> dict[str, Any]:
        return ask(self.admin, name, **request)

    @property
    def encryption(self) -> dict[str, str]:
        return {"RoleArn": self.role, "KMSKeyArn": self.key}

    def dataset(self, name: str = "sales", **members: Any) -> str:
        request = {"Domain": "CUSTOM", "DatasetType": "TARGET_TIME_SERIES", "Schema": SCHEMA, "DataFrequency": "M"}
        members.setdefault("EncryptionConfig", self.encryption)
        request = {member: value for member, value in (request | members).items() if value is not None}
        arn: str = self.ask("CreateDataset", DatasetName=name, **request)["DatasetArn"]
        return arn

    def group(self, dataset: str, name: str = "group") -> str:
        request = {"DatasetGroupName": name, "Domain": "CUSTOM", "DatasetArns": [dataset]}
        arn: str = self.ask("CreateDatasetGroup", **request)["DatasetGroupArn"]
        return arn

    def begin_import(self, dataset: str, path: str, name: str = "load", **members: Any) -> str:
        source = {"S3Config": {"Path": path, "RoleArn": self.role}}
        request = {"DatasetImportJobName": name, "DatasetArn": dataset, "DataSource": source, **members}
        arn: str = self.ask("CreateDatasetImportJob", **request)["DatasetImportJobArn"]
        return arn

    def begin_predictor(self, group: str, name: str = "predictor", **members: Any) -> str:
        request = {
            "PredictorName": name,
            "ForecastHorizon": 6,
            "ForecastFrequency": "M",
            "DataConfig": {"DatasetGroupArn": group},
            "EncryptionConfig": self.encryption,
            "Tags": [{"Key": "sealcanvas:build-type", "Value": "quick"}],
        }
        request = {member: value for member, value in (request | members).items() if value is not None}
        arn: str = self.ask("CreateAutoPredictor", **request)["PredictorArn"]
        return arn

    def loaded(self, **members: Any) -> str:
        """A dataset group with imported sales."""
        dataset = self.dataset(**members)
        path = self.upload("sales.csv", sales_csv(), self.key)
        assert self.run(self.begin_import(dataset, path)).state is JobState.SUCCEEDED
        return self.group(dataset)

    def job(self, arn: str) -> Job:
        found = queue.find(self.instance, arn)
        assert found is not None
        return found

    def run(self, arn: str, on_progress: Callable[[], None] = lambda: None) -> Job:
        """The job's whole life: started, worked on by a worker in this process, ended."""
        job = self.job(arn)
        hooks.tell_progressed(self.instance, replace(job, state=JobState.RUNNING))
        context = self.context_of(job, on_progress)
        try:
            result = find_task(job.spec.task)(context)  # type: ignore[arg-type]  # the part of TaskContext that tasks use
        except JobStopped:
            return queue.end(self.instance, job.job_id, JobState.STOPPED)
        except Exception as error:
            return queue.end(self.instance, job.job_id, JobState.FAILED, failure=failure_of(error))
        return queue.end(self.instance, job.job_id, JobState.SUCCEEDED, result=result)

    def pretend(self, arn: str, **contents: bytes) -> Job:
        """The job's life without its work: it writes `contents`, by the task's words, or an empty object."""
        job = self.job(arn)
        hooks.tell_progressed(self.instance, replace(job, state=JobState.RUNNING))
        context = self.context_of(job)
        for word, place in job.spec.payload["outputs"].items():
            write_store(context, place, contents.get(word, b"{}"))  # type: ignore[arg-type]  # the part that tasks use
        return queue.end(self.instance, job.job_id, JobState.SUCCEEDED, result={"items": 1})

    def context_of(self, job: Job, on_progress: Callable[[], None] = lambda: None) -> FakeContext:
        """What a worker in this process gives the job's task."""
        call = role_call(
            self.instance,
            job.spec.role_arn,
            service="forecast.amazonaws.com",
            source_arn=job.arn,
            session_name="AmazonForecast",
            via=("forecast.us-east-1.amazonaws.com",),
        )
        return FakeContext(job.spec.payload, job.arn, job.spec.role_arn, call, on_progress=on_progress)

    def grants(self, key: str | None = None) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.kms("ListGrants", KeyId=key or self.key)["Grants"]
        return found

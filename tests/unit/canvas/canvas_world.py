"""A workspace of Canvas with its keys, roles and data, and workers that run in this process as their job's role."""

import io
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sealcanvas.canvas import sealcanvas
from sealcanvas.canvas.reconcile import reconcile
from sealcanvas.iam import iam
from sealcanvas.iam.users import user_named
from sealcanvas.jobs import hooks, queue
from sealcanvas.jobs.context import SealedFiles, TaskContext
from sealcanvas.jobs.failures import failure_of
from sealcanvas.jobs.job import Job, JobState, Progress
from sealcanvas.jobs.supervision import outputs
from sealcanvas.jobs.task import find_task
from sealcanvas.jobs.working.interruption import Interruption
from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.sagemaker import sagemaker
from sealcanvas.service.body import BytesBody
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.sts.role_call import role_call
from sealcanvas.volumes.held_key import CacheBound
from sealcanvas.volumes.job_folder import keep_job_key, make_job_folder, remove_job_volume
from sealcanvas.volumes.job_volume import JobVolume
from sealcanvas.wire.model import load
from sealcanvas.wire.serialize import serialize
from sealcanvas.wire.validate import validate
from tests.support.instance import ACCOUNT, REGION, call_as

ROLE = f"arn:aws:iam::{ACCOUNT}:role/CanvasAnalyst"
FORECAST_ROLE = f"arn:aws:iam::{ACCOUNT}:role/service-role/AmazonSagemakerCanvasForecastRole-7"
BUCKET = f"sagemaker-{REGION}-{ACCOUNT}"
SIX = ("DescribeKey", "CreateGrant", "RetireGrant", "GenerateDataKey", "GenerateDataKeyWithoutPlainText", "Decrypt")


class ClientError(Exception):
    """What a worker sees of a refusal; botocore's own stays in `wire`."""

    def __init__(self, error: ServiceError, operation: str, service: str, request_id: str) -> None:
        super().__init__(error.message)
        self.response = {
            "Error": {"Code": error.code, "Message": error.message},
            "ResponseMetadata": {"RequestId": request_id, "HTTPStatusCode": error.status},
        }
        self.operation_name, self.sealcanvas_service = operation, service


class Client:
    """A botocore-like client whose calls go straight to the operations, each under a request id of its own."""

    def __init__(self, service: str, call: Call) -> None:
        self._service, self._call = {"s3": s3, "kms": kms}[service], call

    def __getattr__(self, name: str) -> Callable[..., dict[str, Any]]:
        operation = "".join(part.title() for part in name.split("_")).replace("V2", "V2")

        def ask(**request: Any) -> dict[str, Any]:
            call = replace(self._call, request_id=new_request_id())
            if isinstance(request.get("Body"), bytes):
                request["Body"] = BytesBody(request["Body"])
            try:
                answer = self._service.operations[operation](call, request)
            except ServiceError as error:
                raise ClientError(error, operation, self._service.name, call.request_id) from None
            if "Body" in answer:
                answer["Body"] = io.BytesIO(b"".join(answer["Body"]))
            return answer

        return ask


def policy(*statements: dict[str, Any]) -> str:
    """A policy text; statements allow unless they say otherwise."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **each} for each in statements]})


@dataclass
class World:
    """The workspace."""

    instance: Instance
    admin: Call
    keys: dict[str, str]
    domain_id: str = ""

    def canvas(self, operation: str, call: Call | None = None, **request: Any) -> dict[str, Any]:
        """Ask Canvas as over the wire, as the administrator unless told otherwise."""
        model = load("sealcanvas").operations[operation]
        validate(model, request)
        asked = replace(call or self.admin, request_id=new_request_id())
        answer = sealcanvas.operations[operation](asked, request)
        assert serialize(model, answer, asked.request_id).status == 200
        return answer

    def key_policy(self, name: str, *, role: bool = True, forecast: tuple[str, ...] = SIX) -> None:
        """The console's default key policy, and the document's two statements."""
        statements: list[dict[str, Any]] = [
            {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
        ]
        if role:
            actions = ["kms:Decrypt", "kms:GenerateDataKey"]
            statements.append({"Principal": {"AWS": ROLE}, "Action": actions, "Resource": "*"})
        if forecast:
            six = [f"kms:{action}" for action in forecast]
            statements.append({"Principal": {"AWS": FORECAST_ROLE}, "Action": six, "Resource": "*"})
        kms.operations["PutKeyPolicy"](self.admin, {"KeyId": self.keys[name], "Policy": policy(*statements)})

    def upload(self, name: str, content: bytes) -> str:
        """Put a file into the department's bucket under key 3; its URI."""
        request = {"Bucket": "department", "Key": name, "Body": BytesBody(content)}
        seal = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": self.keys["3"]}
        s3.operations["PutObject"](self.admin, {**request, **seal})
        return f"s3://department/{name}"

    def read(self, uri: str) -> bytes:
        """An object's content, as the execution role."""
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        return b"".join(s3.operations["GetObject"](self.role(), {"Bucket": bucket, "Key": key})["Body"])

    def role(self) -> Call:
        """A call of the execution role's."""
        return _as(self.instance, ROLE, "sagemaker", self.keys["1"])

    def start_import(self, uri: str, name: str = "cars") -> str:
        """Begin an import; the dataset's id."""
        request: dict[str, Any] = {
            "DomainId": self.domain_id,
            "UserProfileName": "ana",
            "DatasetName": name,
            "S3Uri": uri,
        }
        return str(self.canvas("ImportDataset", **request)["DatasetId"])

    def imported(self, content: bytes, name: str = "cars.csv") -> str:
        """A dataset that is Ready; its id."""
        dataset_id = self.start_import(self.upload(name, content))
        self.work()
        dataset = self.canvas("DescribeDataset", DatasetId=dataset_id)
        assert dataset["Status"] == "Ready", dataset
        return dataset_id

    def work(self) -> None:
        """Run every queued job, and take every next step, until nothing is left to do."""
        for _ in range(20):
            with self.instance.database.read() as connection:
                rows = connection.exec_driver_sql("SELECT job_id FROM jobs WHERE state = 'Queued'").all()
                waiting = [queue.get(connection, row.job_id) for row in rows]
            for job in waiting:
                run(self.instance, job)
            reconcile(self.instance)
            if not waiting:
                return
        raise AssertionError("the work does not end")


def run(instance: Instance, job: Job) -> None:
    """Do a job in this process, as the supervisor and its worker do."""
    call = _as(instance, job.spec.role_arn, job.spec.service, job.arn)
    volume_id, folder = make_job_folder(instance)
    volume = JobVolume(
        lambda: Client("kms", call),
        job.spec.volume_key or f"alias/aws/{job.spec.service}",
        volume_id,
        folder,
        CacheBound(5, 1000),
        plaintext_at_once=job.spec.service != "forecast",
    )
    interruption = Interruption()

    def send(message: dict[str, Any]) -> None:
        progress = Progress(message["phase"], message["fraction"], message["details"])
        with instance.database.transaction():
            hooks.tell_progressed(instance, replace(job, state=JobState.RUNNING, progress=progress))

    try:
        keep_job_key(instance, volume_id, job.arn, volume.key_arn, volume.create())
        context = TaskContext(
            payload=json.loads(json.dumps(job.spec.payload)),
            arn=job.arn,
            role_arn=job.spec.role_arn,
            region=REGION,
            grant_id=job.spec.grant_id,
            threads=1,
            memory_bytes=1 << 30,
            volume=SealedFiles(volume, interruption, job.spec.role_arn),
            clients=_Clients(call),  # type: ignore[arg-type]  # what a task uses of it
            interruption=interruption,
            send=send,
            note_output=lambda uri: outputs.note(instance, job.job_id, uri),
            take_back=lambda uri: outputs.take_back_one(instance, job.job_id, job.spec, uri),
        )
        result = find_task(job.spec.task)(context)
    except Exception as error:
        remove_job_volume(instance, volume_id)
        queue.end(instance, job.job_id, JobState.FAILED, failure=failure_of(error))
        return
    remove_job_volume(instance, volume_id)
    queue.end(instance, job.job_id, JobState.SUCCEEDED, result=json.loads(json.dumps(result)))


class _Clients:
    def __init__(self, call: Call) -> None:
        self._call = call
        self._lock = threading.Lock()

    def client(self, service: str) -> Client:
        return Client(service, self._call)

    current = client


def _as(instance: Instance, role_arn: str, service: str, arn: str) -> Call:
    host = f"{service}.amazonaws.com"
    via = (f"{service}.{REGION}.amazonaws.com",)
    name = {"sagemaker": "SageMaker", "forecast": "AmazonForecast"}[service]
    return role_call(instance, role_arn, service=host, source_arn=arn, session_name=name, via=via)


def make_world(instance: Instance) -> World:
    """Keys 1, 2 and 3 with the document's statements, two roles, a domain, a profile, a bucket."""
    root = call_as(instance, _root())
    iam.operations["CreateUser"](root, {"UserName": "admin"})
    everything = policy({"Action": "*", "Resource": "*"})
    request = {"UserName": "admin", "PolicyName": "all", "PolicyDocument": everything}
    iam.operations["PutUserPolicy"](root, request)
    user = user_named(instance, ACCOUNT, "admin")
    assert user is not None
    admin = call_as(instance, user.principal)
    _role(admin, ROLE, "/", "sagemaker", "AmazonSageMakerFullAccess", "AmazonSageMakerCanvasFullAccess")
    _role(admin, FORECAST_ROLE, "/service-role/", "forecast", "service-role/AmazonSageMakerCanvasForecastAccess")
    keys = {name: kms.operations["CreateKey"](admin, {})["KeyMetadata"]["Arn"] for name in "123"}
    world = World(instance, admin, keys)
    for name in keys:
        world.key_policy(name)
    s3.operations["CreateBucket"](admin, {"Bucket": "department"})
    may_read = policy({"Action": ["s3:GetObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::department*"]})
    own = {"RoleName": "CanvasAnalyst", "PolicyName": "read", "PolicyDocument": may_read}
    iam.operations["PutRolePolicy"](admin, own)
    world.domain_id = _domain(admin, keys)
    return world


def _domain(admin: Call, keys: dict[str, str]) -> str:
    settings = {
        "ExecutionRole": ROLE,
        "CanvasAppSettings": {
            "WorkspaceSettings": {"S3KmsKeyId": keys["2"]},
            "TimeSeriesForecastingSettings": {"Status": "ENABLED", "AmazonForecastRoleArn": FORECAST_ROLE},
        },
    }
    request = {"DomainName": "team", "AuthMode": "IAM", "KmsKeyId": keys["1"], "DefaultUserSettings": settings}
    domain_id = str(sagemaker.operations["CreateDomain"](admin, request)["DomainId"])
    sagemaker.operations["CreateUserProfile"](admin, {"DomainId": domain_id, "UserProfileName": "ana"})
    return domain_id


def _role(admin: Call, arn: str, path: str, service: str, *policies: str) -> None:
    name = arn.rpartition("/")[2]
    trust = policy({"Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"})
    iam.operations["CreateRole"](admin, {"RoleName": name, "Path": path, "AssumeRolePolicyDocument": trust})
    for each in policies:
        request = {"RoleName": name, "PolicyArn": f"arn:aws:iam::aws:policy/{each}"}
        iam.operations["AttachRolePolicy"](admin, request)


def _root() -> Any:
    from sealcanvas.access.principal import Principal

    return Principal.root(ACCOUNT)


def cars(rows: int = 120) -> bytes:
    """A small table: text categories, a missing value, a Japanese column name."""
    lines = ["車名,weight,燃費"]
    for number in range(rows):
        name = ("toyota", "mazda", "chevrolet chevelle malibu")[number % 3]
        weight = "" if number == 5 else 900 + 13 * (number % 40)
        lines.append(f"{name},{weight},{40 - (number % 40) / 2 + number % 3}")
    return ("\n".join(lines) + "\n").encode()


def months(items: int = 4, points: int = 48) -> bytes:
    """A panel of monthly series."""
    lines = ["industry,month,employees"]
    for item in range(items):
        for point in range(points):
            year, month = 2010 + point // 12, point % 12 + 1
            lines.append(f"industry-{item},{year}-{month:02}-01,{1000 * (item + 1) + 50 * month + point}")
    return ("\n".join(lines) + "\n").encode()


def path_of(home: Path, pattern: str) -> Path:
    """The first file that fits, in the order of the names."""
    return sorted(path for path in home.glob(pattern) if path.is_file())[0]

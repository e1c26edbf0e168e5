"""Steps of KEYS' table, each with what it needs: what KMS saw of one, and how a key is given and taken."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.sagemaker import sagemaker
from sealcanvas.service.errors import ServiceError
from tests.support.instance import ACCOUNT
from tests.unit.canvas.canvas_world import BUCKET, ROLE, World, policy

ADMINISTRATOR = {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/admin"}, "Action": "kms:*", "Resource": "*"}


SERVICE = "sagemaker.amazonaws.com"


FORECAST = "forecast.amazonaws.com"


ANALYST = "assumed-role/CanvasAnalyst/SageMaker"


FORECASTER = "assumed-role/AmazonSagemakerCanvasForecastRole-7/AmazonForecast"


@dataclass(frozen=True, order=True)
class Seen:
    """One call to KMS: event, key, principal, the service that passed it on, and what its encryption context names."""

    event: str
    key: str
    who: str
    via: str = ""
    context: str = ""


def seen(world: World, *, errors: bool = False) -> set[Seen]:
    """What KMS saw, from the audit trail."""
    found = set()
    for record in world.instance.trail.newest(1000):
        if record["eventSource"] != "kms.amazonaws.com" or ("errorCode" in record) != errors:
            continue
        context = "".join(record["requestParameters"].get("EncryptionContext", {}).values())
        named = {name for name, arn in world.keys.items() if any(r["ARN"] == arn for r in record["resources"])}
        identity, via = record["userIdentity"], record["sealcanvas"]["via"]
        who = identity.get("arn", identity.get("invokedBy", "")).rpartition(":")[2]
        via_service = via[-1].partition(".")[0] if via else ""
        found.add(Seen(record["eventName"], "".join(named), who, via_service, place(context)))
    return found


def place(context: str) -> str:
    """An encryption context without ids: "vol", "fs", or the folder of an object."""
    if context.startswith(("vol-", "fs-")):
        return context.partition("-")[0]
    folder = context.removeprefix("arn:aws:s3:::").removeprefix(f"{BUCKET}/Canvas/ana/")
    return folder.partition("/")[0]


def let(world: World, key: str, *actions: str, principal: str = ROLE) -> None:
    """Nothing but these actions for the principal; no statement lets IAM policies of the account decide."""
    statements: list[dict[str, Any]] = [ADMINISTRATOR]
    if actions:
        named = [f"kms:{action}" for action in actions]
        statements.append({"Sid": "Named", "Principal": {"AWS": principal}, "Action": named, "Resource": "*"})
    text = policy(*statements)
    kms.operations["PutKeyPolicy"](world.admin, {"KeyId": world.keys[key], "PolicyName": "default", "Policy": text})


def disable(world: World, key: str) -> None:
    kms.operations["DisableKey"](world.admin, {"KeyId": world.keys[key]})


def revoke(world: World, key: str) -> None:
    for grant in kms.operations["ListGrants"](world.admin, {"KeyId": world.keys[key]})["Grants"]:
        kms.operations["RevokeGrant"](world.admin, {"KeyId": world.keys[key], "GrantId": grant["GrantId"]})


def deny_key(world: World, key: str) -> None:
    """A bucket policy that demands another key for what is written."""
    statement = {
        "Sid": "AnotherKey",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{BUCKET}/*",
        "Condition": {"StringEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": world.keys[key]}},
    }
    s3.operations["PutBucketPolicy"](world.admin, {"Bucket": BUCKET, "Policy": policy(statement)})


# The steps: each gives the sentence with which it was refused, or "".
def open_app(world: World) -> str:
    app = {"DomainId": world.domain_id, "UserProfileName": "ana", "AppType": "Canvas", "AppName": "default"}
    sagemaker.operations["CreateApp"](world.admin, app)
    return str(sagemaker.operations["DescribeApp"](world.admin, app).get("FailureReason", ""))


def import_(world: World) -> str:
    dataset_id = world.start_import("s3://department/cars.csv")
    world.work()
    return str(world.canvas("DescribeDataset", DatasetId=dataset_id).get("FailureReason", ""))


def read_in_studio(world: World) -> str:
    [dataset] = world.canvas("ListDatasets", DomainId=world.domain_id)["Datasets"]
    try:
        world.canvas("PreviewDataset", DatasetId=dataset["DatasetId"])
    except ServiceError as error:
        return error.message
    return ""


def train(world: World) -> str:
    [dataset] = world.canvas("ListDatasets", DomainId=world.domain_id)["Datasets"]
    request = {"ModelName": "m", "TargetColumn": "燃費", "ProblemType": "Regression"}
    version = world.canvas("CreateModelVersion", DatasetId=dataset["DatasetId"], **request)["ModelVersionId"]  # type: ignore[arg-type]
    world.work()
    return str(world.canvas("DescribeModelVersion", ModelVersionId=version).get("FailureReason", ""))


def predict(world: World) -> str:
    [dataset] = world.canvas("ListDatasets", DomainId=world.domain_id)["Datasets"]
    version = world.canvas("ListModelVersions", DomainId=world.domain_id)["ModelVersions"][0]["ModelVersionId"]
    request = {"ModelVersionId": version, "DatasetId": dataset["DatasetId"]}
    prediction = world.canvas("CreateBatchPrediction", **request)["PredictionId"]
    world.work()
    return str(world.canvas("DescribePrediction", PredictionId=prediction).get("FailureReason", ""))


def show_results(world: World) -> str:
    version = world.canvas("ListModelVersions", DomainId=world.domain_id)["ModelVersions"][0]["ModelVersionId"]
    return str(world.canvas("DescribeModelVersion", ModelVersionId=version).get("FailureReason", ""))


Take = Callable[[World], None]


@dataclass(frozen=True)
class Row:
    """A row of the table.

    Attributes:
        before: steps that must have been taken.
        needs: actions by key: nothing else is allowed to the role while the step is taken.
        sees: what KMS must have seen.
        taken: what takes it away, and words of the refusal besides the key's ARN.
    """

    step: Callable[[World], str]
    sees: frozenset[Seen]
    taken: dict[str, tuple[Take, str, tuple[str, ...]]]
    needs: dict[str, tuple[str, ...]]
    before: tuple[Callable[[World], str], ...] = ()


def without(key: str, *rest: str) -> Take:
    return lambda world: let(world, key, *rest)


def disabled(key: str) -> Take:
    return lambda world: disable(world, key)

"""KEYS' table row by row: whom KMS sees, asking for what, on which key, by which way; what lets it, what takes it away.

What KMS saw is read from the audit trail. Each row is let by exactly the statement or grant that the table names, and
is refused when that is taken away in each of the ways that the table names. Jobs run in this process as their roles;
that a running job renews is for tests/unit/jobs. Forecast's rows stand at the end.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from sealcanvas.canvas.models import build_tabular
from sealcanvas.forecast.predictors import predictor
from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.sagemaker import sagemaker
from sealcanvas.service.call import new_request_id
from sealcanvas.service.errors import ServiceError
from tests.support.instance import ACCOUNT
from tests.unit.canvas.canvas_world import BUCKET, FORECAST_ROLE, ROLE, SIX, World, cars, months, policy
from tests.unit.sagemaker.sagemaker_world import make_user

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
        found.add(Seen(record["eventName"], "".join(named), who, via_service, _place(context)))
    return found


def _place(context: str) -> str:
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


def _without(key: str, *rest: str) -> Take:
    return lambda world: let(world, key, *rest)


def _disabled(key: str) -> Take:
    return lambda world: disable(world, key)


ROWS: dict[str, Row] = {
    "domain volume": Row(
        open_app,
        frozenset(
            {
                Seen("GenerateDataKeyWithoutPlaintext", "1", SERVICE, "", "fs"),
                Seen("Decrypt", "1", SERVICE, "", "fs"),
            }
        ),
        {
            "grant revoked": (lambda world: revoke(world, "1"), "1", (SERVICE, "kms:")),
            "key disabled": (_disabled("1"), "1", ("is disabled",)),
        },
        {"1": (), "2": (), "3": ()},
    ),
    "job volume and import": Row(
        import_,
        frozenset(
            {
                Seen("GenerateDataKey", "1", ANALYST, "sagemaker", "vol"),
                Seen("Decrypt", "1", ANALYST, "sagemaker", "vol"),
                Seen("Decrypt", "3", ANALYST, "s3", "department"),
                Seen("GenerateDataKey", "2", ANALYST, "s3", "datasets"),
            }
        ),
        {
            "volume: GenerateDataKey removed": (
                _without("1", "Decrypt"),
                "1",
                ("kms:GenerateDataKey", "CanvasAnalyst"),
            ),
            "volume: Decrypt removed": (_without("1", "GenerateDataKey"), "1", ("kms:Decrypt", "CanvasAnalyst")),
            "volume: key disabled": (_disabled("1"), "1", ("is disabled", "kms:GenerateDataKey", "CanvasAnalyst")),
            "input: Decrypt removed": (_without("3"), "3", ("kms:Decrypt", "CanvasAnalyst")),
            "input: key disabled": (_disabled("3"), "3", ("is disabled", "kms:Decrypt", "CanvasAnalyst")),
            "copy: GenerateDataKey removed": (_without("2"), "2", ("kms:GenerateDataKey", "CanvasAnalyst")),
            "copy: key disabled": (_disabled("2"), "2", ("is disabled", "kms:GenerateDataKey", "CanvasAnalyst")),
            "copy: bucket policy": (lambda world: deny_key(world, "2"), "2", ("AnotherKey", BUCKET)),
        },
        {"1": ("GenerateDataKey", "Decrypt"), "2": ("GenerateDataKey",), "3": ("Decrypt",)},
    ),
    "read in the studio": Row(
        read_in_studio,
        frozenset({Seen("Decrypt", "2", ANALYST, "s3", "datasets"), Seen("Decrypt", "1", SERVICE, "", "fs")}),
        {
            "Decrypt removed": (_without("2", "GenerateDataKey"), "2", ("kms:Decrypt", "CanvasAnalyst")),
            "key disabled": (_disabled("2"), "2", ("is disabled",)),
        },
        {"1": (), "2": ("Decrypt",), "3": ()},
        before=(import_,),
    ),
}

TRAINED: dict[str, Row] = {
    "training": Row(
        train,
        frozenset(
            {
                Seen("GenerateDataKey", "1", ANALYST, "sagemaker", "vol"),
                Seen("Decrypt", "2", ANALYST, "s3", "datasets"),
                Seen("GenerateDataKey", "2", ANALYST, "s3", "models"),
            }
        ),
        {
            "volume: GenerateDataKey removed": (
                _without("1", "Decrypt"),
                "1",
                ("kms:GenerateDataKey", "CanvasAnalyst"),
            ),
            "volume: key disabled": (_disabled("1"), "1", ("is disabled", "kms:GenerateDataKey", "CanvasAnalyst")),
            "data: Decrypt removed": (_without("2", "GenerateDataKey"), "2", ("kms:Decrypt", "CanvasAnalyst")),
            "model: GenerateDataKey removed": (_without("2", "Decrypt"), "2", ("kms:GenerateDataKey", "CanvasAnalyst")),
            "model: bucket policy": (lambda world: deny_key(world, "2"), "2", ("AnotherKey", BUCKET)),
        },
        {"1": ("GenerateDataKey", "Decrypt"), "2": ("GenerateDataKey", "Decrypt"), "3": ()},
        before=(import_,),
    ),
    "batch prediction": Row(
        predict,
        frozenset(
            {
                Seen("GenerateDataKey", "1", ANALYST, "sagemaker", "vol"),
                Seen("Decrypt", "2", ANALYST, "s3", "models"),
                Seen("Decrypt", "2", ANALYST, "s3", "datasets"),
                Seen("GenerateDataKey", "2", ANALYST, "s3", "predictions"),
            }
        ),
        {
            "model: Decrypt removed": (_without("2", "GenerateDataKey"), "2", ("kms:Decrypt", "CanvasAnalyst")),
            "output: GenerateDataKey removed": (
                _without("2", "Decrypt"),
                "2",
                ("kms:GenerateDataKey", "CanvasAnalyst"),
            ),
            "output: bucket policy": (lambda world: deny_key(world, "2"), "2", ("AnotherKey", BUCKET)),
        },
        {"1": ("GenerateDataKey", "Decrypt"), "2": ("GenerateDataKey", "Decrypt"), "3": ()},
        before=(import_, train),
    ),
    "results in the studio": Row(
        show_results,
        frozenset({Seen("Decrypt", "2", ANALYST, "s3", "models")}),
        {
            "Decrypt removed": (_without("2", "GenerateDataKey"), "2", ("kms:Decrypt", "CanvasAnalyst")),
            "key disabled": (_disabled("2"), "2", ("is disabled", "CanvasAnalyst")),
        },
        {"1": (), "2": ("Decrypt",), "3": ()},
        before=(import_, train),
    ),
}


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(build_tabular._SECONDS, "quick", 1)
    monkeypatch.setitem(predictor._BUDGETS, "quick", 1.0)


def _ready(world: World, row: Row) -> None:
    world.upload("cars.csv", cars())
    for step in row.before:
        assert step(world) == ""
    for key, actions in row.needs.items():
        let(world, key, *actions)


def _cases(rows: dict[str, Row]) -> Iterator[Any]:
    for name, row in rows.items():
        for taken in row.taken:
            yield pytest.param(row, taken, id=f"{name}: {taken}")


def _holds(world: World, row: Row) -> None:
    _ready(world, row)
    before = seen(world)
    assert row.step(world) == ""
    assert seen(world) >= row.sees
    assert not {each for each in seen(world) - before if each.event == "Encrypt"}


def _is_taken_away(world: World, row: Row, taken: str) -> None:
    _ready(world, row)
    take, key, words = row.taken[taken]
    take(world)
    reason = row.step(world)
    for word in (world.keys[key], *words):
        assert word in reason, reason


@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_as_the_table_says_and_its_statement_is_enough(world: World, name: str) -> None:
    _holds(world, ROWS[name])


@pytest.mark.parametrize(("row", "taken"), list(_cases(ROWS)))
def test_what_takes_a_row_away_is_told(world: World, row: Row, taken: str) -> None:
    _is_taken_away(world, row, taken)


@pytest.mark.slow
@pytest.mark.parametrize("name", TRAINED)
def test_a_row_with_training_is_as_the_table_says_and_its_statement_is_enough(world: World, name: str) -> None:
    _holds(world, TRAINED[name])


@pytest.mark.slow
@pytest.mark.parametrize(("row", "taken"), list(_cases(TRAINED)))
def test_what_takes_a_row_with_training_away_is_told(world: World, row: Row, taken: str) -> None:
    _is_taken_away(world, row, taken)


@pytest.mark.parametrize("missing", [None, "kms:DescribeKey", "kms:CreateGrant"])
def test_create_domain_asks_as_the_caller_through_sagemaker(world: World, missing: str | None) -> None:
    condition = {"StringEquals": {"kms:ViaService": "sagemaker.us-east-1.amazonaws.com"}}
    actions = [action for action in ("kms:DescribeKey", "kms:CreateGrant") if action != missing]
    mine = {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/creator"}, "Action": actions, "Resource": "*"}
    users = [ADMINISTRATOR, {**mine, "Condition": condition}]
    creator = make_user(world.instance, "creator", {"Action": ["sagemaker:*", "iam:PassRole", "s3:*"], "Resource": "*"})
    text = policy(*users)
    kms.operations["PutKeyPolicy"](world.admin, {"KeyId": world.keys["1"], "PolicyName": "default", "Policy": text})
    settings = {"ExecutionRole": ROLE}
    request = {"DomainName": "another", "AuthMode": "IAM", "KmsKeyId": world.keys["1"], "DefaultUserSettings": settings}
    call = replace(creator, request_id=new_request_id())
    if missing is not None:
        with pytest.raises(ServiceError) as caught:
            sagemaker.operations["CreateDomain"](call, request)
        assert f"perform: {missing} on resource: {world.keys['1']}" in caught.value.message
        assert "user/creator" in caught.value.message
        assert len(kms.operations["ListGrants"](world.admin, {"KeyId": world.keys["1"]})["Grants"]) == 1
        return
    arn = sagemaker.operations["CreateDomain"](call, request)["DomainArn"]
    assert seen(world) >= {
        Seen("DescribeKey", "1", "user/creator", "sagemaker"),
        Seen("CreateGrant", "1", "user/creator", "sagemaker"),
    }
    grants = kms.operations["ListGrants"](world.admin, {"KeyId": world.keys["1"]})["Grants"]
    [grant] = [grant for grant in grants if grant["Constraints"]["SourceArn"] == arn]
    assert grant["GranteeServicePrincipal"] == grant["RetiringServicePrincipal"] == SERVICE
    assert set(grant["Operations"]) == {"GenerateDataKeyWithoutPlaintext", "Decrypt", "DescribeKey", "RetireGrant"}
    sagemaker.operations["DeleteDomain"](world.admin, {"DomainId": arn.rpartition("/")[2]})
    assert Seen("RetireGrant", "1", SERVICE) in seen(world)
    left = kms.operations["ListGrants"](world.admin, {"KeyId": world.keys["1"]})["Grants"]
    assert [each["GrantId"] for each in left] == [each["GrantId"] for each in grants if each != grant]


@pytest.mark.slow
def test_forecasts_rows(world: World) -> None:
    assert world.imported(months(), "months.csv")
    for key in "12":
        let(world, key, "GenerateDataKey", "Decrypt")
        _let_forecast(world, key)
    series = {"ItemIdColumn": "industry", "TimestampColumn": "month", "ForecastHorizon": 6, "ForecastFrequency": "M"}
    [dataset] = world.canvas("ListDatasets", DomainId=world.domain_id)["Datasets"]
    request: dict[str, Any] = {
        "ModelName": "jobs",
        "DatasetId": dataset["DatasetId"],
        "TargetColumn": "employees",
        "ProblemType": "TimeSeriesForecasting",
        "TimeSeriesConfig": series,
    }
    version = world.canvas("CreateModelVersion", **request)["ModelVersionId"]
    world.work()
    assert world.canvas("DescribeModelVersion", ModelVersionId=version)["Status"] == "Ready"
    prediction = world.canvas("CreateBatchPrediction", ModelVersionId=version)["PredictionId"]
    world.work()
    assert world.canvas("DescribePrediction", PredictionId=prediction)["Status"] == "Ready"
    assert seen(world) >= {
        Seen("DescribeKey", "1", FORECASTER, "forecast"),
        Seen("CreateGrant", "1", FORECASTER, "forecast"),
        Seen("GenerateDataKeyWithoutPlaintext", "1", FORECASTER, "forecast", "fs"),
        Seen("GenerateDataKeyWithoutPlaintext", "1", FORECASTER, "forecast", "vol"),
        Seen("Decrypt", "1", FORECASTER, "forecast", "fs"),
        Seen("Decrypt", "2", FORECASTER, "s3", "models"),
        Seen("GenerateDataKey", "2", FORECASTER, "s3", "predictions"),
        Seen("Decrypt", "1", FORECAST, "", "fs"),
        Seen("RetireGrant", "1", FORECASTER, "forecast"),
    }
    assert not {each for each in seen(world) if each.event == "Encrypt"}
    for record in world.instance.trail.newest(1000):
        if record["eventName"] == "AssumeRole" and FORECAST_ROLE in json.dumps(record["resources"]):
            assert record["userIdentity"]["invokedBy"] == FORECAST
    left = kms.operations["ListGrants"](world.admin, {"KeyId": world.keys["1"]})["Grants"]
    assert [each["GranteeServicePrincipal"] for each in left] == [SERVICE]


def _let_forecast(world: World, key: str) -> None:
    statements = json.loads(kms.operations["GetKeyPolicy"](world.admin, {"KeyId": world.keys[key]})["Policy"])[
        "Statement"
    ]
    six = [f"kms:{action}" for action in SIX]
    statements.append({"Principal": {"AWS": FORECAST_ROLE}, "Action": six, "Resource": "*"})
    text = policy(*statements)
    kms.operations["PutKeyPolicy"](world.admin, {"KeyId": world.keys[key], "PolicyName": "default", "Policy": text})

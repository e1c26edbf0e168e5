"""KEYS' rows of CreateDomain, as its caller, and of Forecast, as its role."""

import json
from dataclasses import replace
from typing import Any

import pytest

from sealcanvas.canvas.models import build_tabular
from sealcanvas.forecast.predictors import predictor
from sealcanvas.kms import kms
from sealcanvas.sagemaker import sagemaker
from sealcanvas.service.call import new_request_id
from sealcanvas.service.errors import ServiceError
from tests.support.instance import ACCOUNT
from tests.unit.canvas.canvas_world import FORECAST_ROLE, ROLE, SIX, World, months, policy
from tests.unit.canvas.key_rows_world import ADMINISTRATOR, FORECAST, FORECASTER, SERVICE, Seen, let, seen
from tests.unit.sagemaker.sagemaker_world import make_user


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(build_tabular._SECONDS, "quick", 1)
    monkeypatch.setitem(predictor._BUDGETS, "quick", 1.0)


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

"""What CheckWorkspaceAccess offers is enough: roles that have nothing else do every task of the studio."""

from typing import Any

import pytest

from sealcanvas.canvas.models import build_tabular
from sealcanvas.forecast.predictors import predictor
from sealcanvas.iam import iam
from sealcanvas.kms import kms
from tests.unit.canvas.canvas_world import FORECAST_ROLE, ROLE, World, cars, months

pytestmark = pytest.mark.slow

SERIES = {"ItemIdColumn": "industry", "TimestampColumn": "month", "ForecastHorizon": 6, "ForecastFrequency": "M"}


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(build_tabular._SECONDS, "quick", 1)
    monkeypatch.setitem(predictor._BUDGETS, "quick", 1.0)


def _strip(world: World, role: str) -> None:
    name = {"RoleName": role.rpartition("/")[2]}
    for attached in iam.operations["ListAttachedRolePolicies"](world.admin, name)["AttachedPolicies"]:
        iam.operations["DetachRolePolicy"](world.admin, {**name, "PolicyArn": attached["PolicyArn"]})
    for inline in iam.operations["ListRolePolicies"](world.admin, name)["PolicyNames"]:
        iam.operations["DeleteRolePolicy"](world.admin, {**name, "PolicyName": inline})


def _apply_offers(world: World, uri: str) -> None:
    workspace: dict[str, Any] = {"DomainId": world.domain_id, "UserProfileName": "ana", "S3Uri": uri}
    for offer in world.canvas("CheckWorkspaceAccess", **workspace)["Offers"]:
        arn, _, name = offer["Place"].partition("#")
        if name:
            request = {"RoleName": arn.rpartition("/")[2], "PolicyName": name, "PolicyDocument": offer["Policy"]}
            iam.operations["PutRolePolicy"](world.admin, request)
        else:
            kms.operations["PutKeyPolicy"](world.admin, {"KeyId": arn, "Policy": offer["Policy"]})


def _built(world: World, dataset: str, **members: Any) -> str:
    request = {"ModelName": "m", "DatasetId": dataset, **members}
    version = str(world.canvas("CreateModelVersion", **request)["ModelVersionId"])
    world.work()
    told = world.canvas("DescribeModelVersion", ModelVersionId=version)
    assert told["Status"] == "Ready", str(told)
    assert "Metrics" in told, told
    return version


def _predicted(world: World, version: str, **members: Any) -> None:
    made = world.canvas("CreateBatchPrediction", ModelVersionId=version, **members)
    world.work()
    told = world.canvas("DescribePrediction", PredictionId=made["PredictionId"])
    assert told["Status"] == "Ready", str(told)


@pytest.mark.parametrize("series", [False, True], ids=["tabular", "series"])
def test_roles_with_what_is_offered_alone_do_the_whole_job(world: World, series: bool) -> None:
    content = months() if series else cars()
    uri = world.upload("data.csv", content)
    for role in (ROLE, FORECAST_ROLE):
        _strip(world, role)
    for key in ("1", "2", "3"):
        world.key_policy(key, role=False, forecast=())
    _apply_offers(world, uri)
    dataset = world.start_import(uri)
    world.work()
    imported = world.canvas("DescribeDataset", DatasetId=dataset)
    assert imported["Status"] == "Ready", imported
    if series:
        target = {"TargetColumn": "employees", "ProblemType": "TimeSeriesForecasting", "TimeSeriesConfig": SERIES}
        _predicted(world, _built(world, dataset, **target))
    else:
        version = _built(world, dataset, TargetColumn="燃費", ProblemType="Regression")
        _predicted(world, version, DatasetId=dataset)

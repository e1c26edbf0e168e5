"""Builds and predictions with real training, cut short; the jobs run in this process as their roles."""

import csv
import io
import json
from typing import Any

import pytest

from sealcanvas.canvas.models import build_tabular
from sealcanvas.canvas.reconcile import reconcile
from sealcanvas.forecast.predictors import predictor
from sealcanvas.kms import kms
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.own_errors import (
    AccessDeniedException,
    ResourceInUseException,
    ResourceNotFoundException,
    ValidationException,
)
from tests.unit.canvas.canvas_world import BUCKET, SIX, World, cars, months

SERIES = {"ItemIdColumn": "industry", "TimestampColumn": "month", "ForecastHorizon": 6, "ForecastFrequency": "M"}


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(build_tabular._SECONDS, "quick", 1)
    monkeypatch.setitem(predictor._BUDGETS, "quick", 1.0)


def _build(world: World, dataset_id: str, **members: Any) -> str:
    request = {"ModelName": "mileage", "DatasetId": dataset_id, "TargetColumn": "燃費", "ProblemType": "Regression"}
    return str(world.canvas("CreateModelVersion", **{**request, **members})["ModelVersionId"])


def _forecast(world: World, dataset_id: str, **members: Any) -> str:
    request = {"TargetColumn": "employees", "ProblemType": "TimeSeriesForecasting", "TimeSeriesConfig": SERIES}
    return _build(world, dataset_id, **{**request, **members})


def test_a_regression_is_built_scored_and_used(world: World) -> None:
    dataset_id = world.imported(cars())
    version_id = _build(world, dataset_id)
    building = world.canvas("DescribeModelVersion", ModelVersionId=version_id)
    assert (building["Status"], building["VersionNumber"], building["BuildType"]) == ("Building", 1, "quick")
    assert "250" in building["Warnings"][0]
    world.work()
    version = world.canvas("DescribeModelVersion", ModelVersionId=version_id)
    assert (version["Status"], version["Phase"], version["ProgressPercent"]) == ("Ready", "Completed", 100), version
    objective = version["ObjectiveMetric"]
    assert objective["Name"] == "RMSE"
    assert objective["Value"] < objective["BaselineValue"]
    assert {metric["Name"] for metric in version["Metrics"]} >= {"RMSE", "R2", "MAE"}
    assert {entry["Column"] for entry in version["ColumnImpact"]} == {"車名", "weight"}
    assert version["Leaderboard"]
    assert version["SSEKMSKeyId"] == world.keys["2"]
    assert version["ArtifactS3Uri"].startswith(f"s3://{BUCKET}/Canvas/ana/models/")

    told = json.loads(world.canvas("DescribeModelAnalysis", ModelVersionId=version_id)["Analysis"])
    assert (told["format"], told["target"]) == ("sealcanvas-analysis", "燃費")
    assert told["metrics"][0]["low"] <= objective["Value"] <= told["metrics"][0]["high"]
    assert told["regression"]["points"]["actual"]
    second = version["Leaderboard"][1]["CandidateName"]
    named = world.canvas("DescribeModelAnalysis", ModelVersionId=version_id, CandidateName=second)
    other = json.loads(named["Analysis"])
    assert [row["name"] for row in other["leaderboard"]] == [second]
    assert other["regression"]["points"]["actual"]
    with pytest.raises(ResourceNotFoundException, match="no candidate 'nobody' with its own model"):
        world.canvas("DescribeModelAnalysis", ModelVersionId=version_id, CandidateName="nobody")

    explained = _predicted(world, version_id, dataset_id, Reasons=True)
    first = next(csv.DictReader(io.StringIO(world.read(explained["OutputS3Uri"]).decode())))
    assert json.loads(first["reasons"])[0]["column"] in ("車名", "weight")

    prediction = _predicted(world, version_id, dataset_id)
    assert (prediction["Status"], prediction["RowCount"]) == ("Ready", 120), prediction
    assert prediction["SSEKMSKeyId"] == world.keys["2"]
    assert f"/Canvas/ana/predictions/{prediction['PredictionId']}/" in prediction["OutputS3Uri"]
    lines = world.read(prediction["OutputS3Uri"]).decode().splitlines()
    assert len(lines) == 121
    assert lines[0].startswith("車名,weight,燃費,")

    kms.operations["DisableKey"](world.admin, {"KeyId": world.keys["2"]})
    locked = world.canvas("DescribeModelVersion", ModelVersionId=version_id)
    assert (locked["Status"], locked["FailureCause"]) == ("Ready", "KeyDisabled")
    assert "Metrics" not in locked
    hidden = world.canvas("DescribeModelAnalysis", ModelVersionId=version_id)
    assert (hidden["FailureCause"], "Analysis" in hidden) == ("KeyDisabled", False)
    failed = _predicted(world, version_id, dataset_id)
    assert (failed["Status"], failed["FailureCause"]) == ("Failed", "KeyDisabled"), failed
    assert world.keys["2"] in failed["FailureReason"]
    assert "disabled" in failed["FailureReason"]
    kms.operations["EnableKey"](world.admin, {"KeyId": world.keys["2"]})
    assert _predicted(world, version_id, dataset_id)["Status"] == "Ready"
    listed = world.canvas("ListPredictions", DomainId=world.domain_id, ModelVersionId=version_id)["Predictions"]
    assert [each["Status"] for each in listed] == ["Ready", "Failed", "Ready", "Ready"]
    [summary] = world.canvas("ListModelVersions", DomainId=world.domain_id, ModelName="mileage")["ModelVersions"]
    assert (summary["ModelVersionId"], summary["SSEKMSKeyId"]) == (version_id, world.keys["2"])


def test_a_forecast_is_built_scored_and_exported(world: World) -> None:
    dataset_id = world.imported(months(), "employment.csv")
    version_id = _forecast(world, dataset_id)
    world.work()
    version = world.canvas("DescribeModelVersion", ModelVersionId=version_id)
    assert version["Status"] == "Ready", version
    assert version["ObjectiveMetric"]["Name"] == "AverageWeightedQuantileLoss"
    assert "BaselineValue" in version["ObjectiveMetric"]
    assert len(version["UnderlyingArns"]) == 4
    assert version["SSEKMSKeyId"] == world.keys["1"]
    told = json.loads(world.canvas("DescribeModelAnalysis", ModelVersionId=version_id)["Analysis"])
    assert told["forecast"]["windows"][0]["metrics"]["MASE"] > 0
    assert (told["target"], told["forecast"]["series"]) == ("employees", 4)
    assert {"industry", "MASE"} <= set(told["forecast"]["items"]["worst"][0])
    assert list(told["forecast"]["charts"][0]["keys"]) == ["industry"]
    with pytest.raises(ValidationException, match="Reasons"):
        world.canvas("CreateBatchPrediction", ModelVersionId=version_id, Reasons=True)
    other = world.imported(cars())
    with pytest.raises(ValidationException, match=r"Dataset 'cars' lacks the columns 'employees', "):
        world.canvas("CreateBatchPrediction", ModelVersionId=version_id, DatasetId=other)
    prediction = _predicted(world, version_id)
    assert (prediction["Status"], prediction["RowCount"]) == ("Ready", 24), prediction
    assert f"/Canvas/ana/predictions/{prediction['PredictionId']}/" in prediction["OutputS3Uri"]
    assert prediction["OutputS3Uri"].endswith(".csv")
    assert world.read(prediction["OutputS3Uri"]).decode().startswith("item_id,date,p10,p50,p90\nindustry-0,")
    kms.operations["DisableKey"](world.admin, {"KeyId": world.keys["2"]})
    failed = _predicted(world, version_id)
    assert (failed["Status"], failed["FailureCause"]) == ("Failed", "KeyDisabled"), failed
    kms.operations["DisableKey"](world.admin, {"KeyId": world.keys["1"]})
    locked = world.canvas("DescribeModelVersion", ModelVersionId=version_id)
    assert locked["FailureCause"] == "KeyDisabled"
    assert "Metrics" not in locked


@pytest.mark.parametrize("action", SIX)
@pytest.mark.parametrize("key", ["1", "2"])
def test_each_of_the_six_actions_is_missed_before_anything_is_written(world: World, action: str, key: str) -> None:
    dataset_id = world.imported(months(), "employment.csv")
    world.key_policy(key, forecast=tuple(each for each in SIX if each != action))
    with pytest.raises(AccessDeniedException, match=f"(?i)perform: kms:{action} on resource: {world.keys[key]}"):
        _forecast(world, dataset_id)
    assert world.canvas("ListModelVersions", DomainId=world.domain_id)["ModelVersions"] == []


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"TargetColumn": "absent"}, "no column 'absent'"),
        ({"ProblemType": "BinaryClassification"}, "needs exactly 2"),
        ({"TimeSeriesConfig": SERIES}, "TimeSeriesConfig is for"),
        ({"ProblemType": "TimeSeriesForecasting"}, "needs a TimeSeriesConfig"),
        ({"ObjectiveMetricName": "F1"}, "'F1' does not fit Regression. Use one of MSE, RMSE"),
        ({"ObjectiveMetricName": "MAPE"}, "'MAPE' does not fit Regression"),
        ({"ValidationFraction": 1.0}, "ValidationFraction must be"),
        ({"ProblemType": "TimeSeriesForecasting", "MaxCandidates": 3}, "MaxCandidates is for tables"),
        ({"ProblemType": "TimeSeriesForecasting", "ObjectiveMetricName": "AUC"}, "'AUC' does not fit TimeSeries"),
        ({"ProblemType": "TimeSeriesForecasting", "TimeSeriesConfig": SERIES}, "no column 'industry'"),
    ],
)
def test_what_cannot_be_built_is_refused_by_the_column(world: World, members: dict[str, Any], words: str) -> None:
    dataset_id = world.imported(cars())
    with pytest.raises(ValidationException, match=words):
        _build(world, dataset_id, **members)


def test_an_objective_and_a_method_are_honoured_and_told(world: World) -> None:
    dataset_id = world.imported(cars())
    wish: dict[str, Any] = {"ModelName": "m", "DatasetId": dataset_id, "TargetColumn": "燃費"}
    with pytest.raises(ValidationException, match="needs a ProblemType"):
        world.canvas("CreateModelVersion", **wish, ObjectiveMetricName="MAE")
    method = {"TrainingMethod": "ENSEMBLING", "MaxCandidates": 2, "ValidationFraction": 0.25}
    version_id = _build(world, dataset_id, ObjectiveMetricName="MAE", **method)
    world.work()
    version = world.canvas("DescribeModelVersion", ModelVersionId=version_id)
    assert {name: version[name] for name in method} == method
    assert (version["Status"], version["ObjectiveMetricName"]) == ("Ready", "MAE"), version
    assert version["ObjectiveMetric"]["Name"] == "MAE"
    told = json.loads(world.canvas("DescribeModelAnalysis", ModelVersionId=version_id)["Analysis"])
    assert (told["objective"], told["folds"]) == ("MAE", 1), "judged on one share of the rows, not in folds"
    tried = [row for row in version["Leaderboard"] if row["Algorithm"] != "ensemble"]
    assert 1 <= len(tried) <= 2

    series = world.imported(months(), "employment.csv")
    version_id = _forecast(world, series, ObjectiveMetricName="MASE")
    world.work()
    assert world.canvas("DescribeModelVersion", ModelVersionId=version_id)["ObjectiveMetric"]["Name"] == "MASE"


def test_training_works_from_50_rows(world: World) -> None:
    dataset_id = world.imported(cars(49))
    with pytest.raises(ValidationException, match="Only 49 rows"):
        _build(world, dataset_id)


def test_a_target_that_cannot_be_learnt_fails_as_unsuitable_data(world: World) -> None:
    dataset_id = world.imported(cars())
    version_id = _build(world, dataset_id, TargetColumn="車名")
    world.work()
    version = world.canvas("DescribeModelVersion", ModelVersionId=version_id)
    assert (version["Status"], version["FailureCause"]) == ("Failed", "UnsuitableData"), version
    assert "車名" in version["FailureReason"]
    with pytest.raises(ResourceInUseException):
        world.canvas("CreateBatchPrediction", ModelVersionId=version_id, DatasetId=dataset_id)


def test_builds_stop(world: World) -> None:
    table, series = world.imported(cars()), world.imported(months(), "employment.csv")
    for version_id in (_build(world, table), _forecast(world, series)):
        with pytest.raises(ResourceInUseException, match="is being read"):
            world.canvas("DeleteDataset", DatasetId=table if version_id.endswith(_first(world)) else series)
        world.canvas("StopModelVersion", ModelVersionId=version_id)
        reconcile(world.instance)
        assert world.canvas("DescribeModelVersion", ModelVersionId=version_id)["Status"] == "Stopped"
        with pytest.raises(ResourceInUseException, match="nothing to stop"):
            world.canvas("StopModelVersion", ModelVersionId=version_id)
    world.canvas("DeleteDataset", DatasetId=table)


def test_a_refused_role_fails_the_build_with_the_statement(world: World) -> None:
    dataset_id = world.imported(cars())
    version_id = _build(world, dataset_id)
    world.key_policy("2", role=False)
    world.work()
    version = world.canvas("DescribeModelVersion", ModelVersionId=version_id)
    assert (version["Status"], version["FailureCause"]) == ("Failed", "KeyNotPermitted")
    assert "kms:GenerateDataKey" in version["FailureReason"]


def test_versions_of_a_name_are_numbered(world: World) -> None:
    dataset_id = world.imported(cars())
    for expected in (1, 2):
        version_id = _build(world, dataset_id)
        assert world.canvas("DescribeModelVersion", ModelVersionId=version_id)["VersionNumber"] == expected


def test_a_dataset_without_the_columns_is_refused(world: World) -> None:
    dataset_id = world.imported(cars())
    other = world.imported(b"weight\n" + b"".join(b"%d\n" % n for n in range(60)), "other.csv")
    version_id = _build(world, dataset_id)
    world.work()
    with pytest.raises(ValidationException, match="Dataset 'cars' lacks the column '車名' that"):
        world.canvas("CreateBatchPrediction", ModelVersionId=version_id, DatasetId=other)


def test_an_unexpected_error_ends_one_resource_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset_id = world.imported(cars())
    version_id = _build(world, dataset_id)

    def broken(*_: object) -> None:
        raise RuntimeError("values of somebody's data")

    monkeypatch.setattr(build_tabular, "advance", broken)
    reconcile(world.instance)
    version = world.canvas("DescribeModelVersion", ModelVersionId=version_id)
    assert (version["Status"], version["FailureCause"]) == ("Failed", "InternalError")
    assert "somebody" not in version["FailureReason"]


def _predicted(world: World, version_id: str, dataset_id: str = "", **members: Any) -> dict[str, Any]:
    if dataset_id:
        members["DatasetId"] = dataset_id
    try:
        made = world.canvas("CreateBatchPrediction", ModelVersionId=version_id, **members)
    except ServiceError as error:
        raise AssertionError(error.message) from error
    world.work()
    return world.canvas("DescribePrediction", PredictionId=made["PredictionId"])


def _first(world: World) -> str:
    versions = world.canvas("ListModelVersions", DomainId=world.domain_id)["ModelVersions"]
    return str(versions[-1]["ModelVersionId"])

"""Model versions and predictions are deleted with what they keep, unless something works with them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.canvas.models import build_tabular
from sealcanvas.forecast import stored
from sealcanvas.forecast.predictors import predictor
from sealcanvas.jobs import queue
from sealcanvas.jobs.job import JobState
from sealcanvas.s3 import s3
from sealcanvas.service.own_errors import ResourceInUseException, ResourceNotFoundException
from tests.support.instance import ACCOUNT, make_instance
from tests.unit.canvas.canvas_world import World, cars, make_world, months
from tests.unit.canvas.test_canvas_models import SERIES


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setitem(build_tabular._SECONDS, "quick", 1)
    monkeypatch.setitem(predictor._BUDGETS, "quick", 1.0)
    instance = make_instance(tmp_path / "home")
    yield make_world(instance)
    instance.database.close()


def keys(world: World, part: str) -> list[str]:
    bucket = s3.operations["ListBuckets"](world.admin, {})["Buckets"]
    found = [
        each["Key"]
        for one in bucket
        for each in s3.operations["ListObjectsV2"](world.admin, {"Bucket": one["Name"]}).get("Contents", [])
    ]
    return [key for key in found if part in key]


def refused(world: World, operation: str, words: str, **members: Any) -> None:
    with pytest.raises(ResourceInUseException, match=words):
        world.canvas(operation, **members)


def test_a_table_s_model_and_its_prediction_go_with_their_objects_and_not_while_they_are_used(world: World) -> None:
    dataset = world.imported(cars())
    wish: dict[str, Any] = {"ModelName": "m", "DatasetId": dataset, "TargetColumn": "燃費", "ProblemType": "Regression"}
    token: dict[str, Any] = {"ClientToken": "a"}
    version = world.canvas("CreateModelVersion", **wish, **token)["ModelVersionId"]
    assert world.canvas("CreateModelVersion", **wish, **token)["ModelVersionId"] == version
    refused(world, "DeleteModelVersion", "is being built", ModelVersionId=version)
    world.work()
    asked: dict[str, Any] = {"ModelVersionId": version, "DatasetId": dataset, **token}
    prediction = world.canvas("CreateBatchPrediction", **asked)["PredictionId"]
    assert world.canvas("CreateBatchPrediction", **asked)["PredictionId"] == prediction
    refused(world, "DeletePrediction", "is being made", PredictionId=prediction)
    refused(world, "DeleteModelVersion", f"{prediction} is being made with", ModelVersionId=version)
    world.work()
    rule: dict[str, Any] = {"AutomationName": "a", "DatasetId": dataset, "Action": "Predict", "OnDatasetVersion": True}
    automation = world.canvas("CreateAutomation", **rule, ModelVersionId=version)["AutomationId"]
    refused(world, "DeleteModelVersion", f"{automation} predicts with", ModelVersionId=version)
    world.canvas("DeleteAutomation", AutomationId=automation)
    assert keys(world, version)
    world.canvas("DeleteModelVersion", ModelVersionId=version)
    assert keys(world, version) == []
    assert keys(world, prediction)
    world.canvas("DeletePrediction", PredictionId=prediction)
    assert keys(world, prediction) == []
    for operation, member in (("DescribeModelVersion", version), ("DescribePrediction", prediction)):
        with pytest.raises(ResourceNotFoundException):
            world.canvas(operation, **{f"{operation.removeprefix('Describe')}Id": member})
    events = {event["eventName"] for event in world.instance.trail.newest(200)}
    assert {"DeleteModelVersion", "DeletePrediction", "DeleteModel"} <= events


def test_a_series_model_goes_with_what_forecast_keeps_and_leaves_other_models_theirs(world: World) -> None:
    dataset = world.imported(months(points=40), "employment.csv")
    wish: dict[str, Any] = {"TargetColumn": "employees", "ProblemType": "TimeSeriesForecasting"}
    made = [
        world.canvas("CreateModelVersion", ModelName=name, DatasetId=dataset, TimeSeriesConfig=SERIES, **wish)
        for name in ("gone", "kept")
    ]
    gone, kept = (each["ModelVersionId"] for each in made)
    for _ in range(4):
        world.work()
    prediction = world.canvas("CreateBatchPrediction", ModelVersionId=gone)["PredictionId"]
    for _ in range(3):
        world.work()
    assert world.canvas("DescribePrediction", PredictionId=prediction)["Status"] == "Ready"
    arns = world.canvas("DescribeModelVersion", ModelVersionId=gone)["UnderlyingArns"]
    world.canvas("DeletePrediction", PredictionId=prediction)
    world.canvas("DeleteModelVersion", ModelVersionId=gone)
    assert keys(world, prediction) == keys(world, gone) == []
    assert not any(stored.find(world.instance, arn) for arn in arns)
    there = world.canvas("DescribeModelVersion", ModelVersionId=kept)
    assert there["Status"] == "Ready"
    assert all(stored.find(world.instance, arn) for arn in there["UnderlyingArns"])


def test_what_was_asked_of_a_dataset_before_a_screen_goes_with_it(world: World) -> None:
    dataset_id = world.imported(cars())
    steps = json.dumps([{"step": "filter", "rows": "keep", "where": "車名 = 'mazda'"}])
    wish: dict[str, Any] = {"DatasetId": dataset_id, "TargetColumn": "燃費", "Recipe": {"Steps": steps}}
    world.canvas("ValidateDataset", **wish)
    world.work()  # examined, and never asked what was found
    world.canvas("PreviewModel", **wish)
    world.canvas("PreviewRecipe", DatasetId=dataset_id, Recipe={"Steps": steps})
    [running, _queued] = queue.unfinished(world.instance, ACCOUNT, ("canvas-preview", "canvas-recipe"))
    with world.instance.database.transaction() as connection:
        queue.change(connection, running.job_id, state=JobState.RUNNING)
    world.canvas("DeleteDataset", DatasetId=dataset_id)
    kinds = ("canvas-recipe", "canvas-validate", "canvas-preview")
    [left] = queue.of_kinds(world.instance, ACCOUNT, kinds)
    assert (left.job_id, left.state) == (running.job_id, JobState.STOPPING)
    queue.end(world.instance, running.job_id, JobState.STOPPED)
    assert queue.of_kinds(world.instance, ACCOUNT, kinds) == []

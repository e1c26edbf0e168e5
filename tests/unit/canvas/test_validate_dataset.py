"""ValidateDataset: a job as the execution role, asked until it has ended."""

import json
from typing import Any

import pytest

from sealcanvas.kms import kms
from sealcanvas.service.own_errors import ValidationException
from tests.unit.canvas.canvas_world import World, cars, months


def test_findings_are_told_once_they_are_there(world: World) -> None:
    dataset_id = world.imported(cars())
    wish: dict[str, Any] = {"DatasetId": dataset_id, "TargetColumn": "車名", "ProblemType": "Regression"}
    assert world.canvas("ValidateDataset", **wish)["Status"] == "InProgress"
    assert world.canvas("ValidateDataset", **wish)["Status"] == "InProgress"
    other = world.canvas("ValidateDataset", DatasetId=dataset_id, TargetColumn="燃費", ProblemType="Regression")
    assert other["Status"] == "InProgress"
    world.work()
    found = world.canvas("ValidateDataset", **wish)
    assert (found["Status"], found["DatasetVersion"]) == ("Ready", 1)
    quality = json.loads(found["Quality"])
    assert quality["rows"] == 120
    assert ("WrongModelType", "車名") in {(each["code"], each["column"]) for each in quality["findings"]}
    sound = world.canvas("ValidateDataset", DatasetId=dataset_id, TargetColumn="燃費", ProblemType="Regression")
    assert {each["severity"] for each in json.loads(sound["Quality"])["findings"]} <= {"warning", "info"}
    assert world.canvas("ValidateDataset", **wish)["Status"] == "InProgress"


def test_time_series_and_no_target_at_all_are_examined_too(world: World) -> None:
    dataset_id = world.imported(months(), "employment.csv")
    wishes: list[dict[str, Any]] = [
        {"DatasetId": dataset_id},
        {"DatasetId": dataset_id, "TargetColumn": "employees", "ProblemType": "TimeSeriesForecasting"},
    ]
    for wish in wishes:
        world.canvas("ValidateDataset", **wish)
    world.work()
    for wish in wishes:
        assert world.canvas("ValidateDataset", **wish)["Status"] == "Ready"


def test_a_wrong_wish_is_refused_and_a_locked_key_is_told(world: World) -> None:
    dataset_id = world.imported(cars())
    with pytest.raises(ValidationException, match="no column 'absent'"):
        world.canvas("ValidateDataset", DatasetId=dataset_id, TargetColumn="absent")
    with pytest.raises(ValidationException, match="needs a TargetColumn"):
        world.canvas("ValidateDataset", DatasetId=dataset_id, ProblemType="Regression")
    kms.operations["DisableKey"](world.admin, {"KeyId": world.keys["2"]})
    world.canvas("ValidateDataset", DatasetId=dataset_id)
    world.work()
    failed = world.canvas("ValidateDataset", DatasetId=dataset_id)
    assert (failed["Status"], failed["FailureCause"]) == ("Failed", "KeyDisabled")
    assert world.keys["2"] in failed["FailureReason"]


def test_what_a_recipe_makes_of_the_data_is_examined(world: World) -> None:
    dataset_id = world.imported(cars())
    steps = [
        {"step": "filter", "rows": "keep", "where": "車名 = 'mazda'"},
        {"step": "rename", "column": "車名", "to": "name"},
    ]
    wish: dict[str, Any] = {"DatasetId": dataset_id, "TargetColumn": "name", "Recipe": {"Steps": json.dumps(steps)}}
    assert world.canvas("ValidateDataset", **wish)["Status"] == "InProgress"
    world.work()
    quality = json.loads(world.canvas("ValidateDataset", **wish)["Quality"])
    assert quality["rows"] == 40
    assert "name" in {each["column"] for each in quality["findings"]}
    with pytest.raises(ValidationException, match="no column '車名' in the dataset after the recipe"):
        world.canvas("ValidateDataset", **{**wish, "TargetColumn": "車名"})

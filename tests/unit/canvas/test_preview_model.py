"""PreviewModel: what a build may come to, and from which columns, before anybody waits for one."""

import json
from typing import Any

import pytest

from sealcanvas.kms import kms
from sealcanvas.service.own_errors import ValidationException
from tests.unit.canvas.canvas_world import World, cars


def test_a_small_model_tells_its_score_beside_the_baseline_and_each_columns_impact(world: World) -> None:
    wish: dict[str, Any] = {"DatasetId": world.imported(cars()), "TargetColumn": "燃費"}
    assert world.canvas("PreviewModel", **wish)["Status"] == "InProgress"
    world.work()
    found = world.canvas("PreviewModel", **wish)
    assert (found["Status"], found["DatasetVersion"]) == ("Ready", 1)
    told = json.loads(found["Preview"])
    assert told["problem"] == "Regression"
    objective = told["objective"]
    assert objective["name"] == "RMSE"
    assert 0 < objective["value"] < objective["baseline"]
    assert "燃費" not in told["column_impact"]
    assert sum(told["column_impact"].values()) == pytest.approx(100, abs=0.1)
    assert told["source_rows"] == 120
    assert world.canvas("ListModelVersions", DomainId=world.domain_id)["ModelVersions"] == []
    assert world.canvas("PreviewModel", **wish)["Status"] == "InProgress"


def test_the_type_that_is_asked_for_and_the_recipe_hold(world: World) -> None:
    steps = [{"step": "rename", "column": "車名", "to": "name"}]
    wish: dict[str, Any] = {
        "DatasetId": world.imported(cars()),
        "TargetColumn": "name",
        "ProblemType": "MulticlassClassification",
        "ObjectiveMetricName": "F1macro",
        "Recipe": {"Steps": json.dumps(steps)},
    }
    world.canvas("PreviewModel", **wish)
    world.work()
    told = json.loads(world.canvas("PreviewModel", **wish)["Preview"])
    assert (told["problem"], told["objective"]["name"]) == ("MulticlassClassification", "F1macro")
    assert "mazda" not in json.dumps(told)


def test_what_cannot_be_previewed_is_refused_and_a_locked_key_is_told(world: World) -> None:
    dataset_id = world.imported(cars())
    with pytest.raises(ValidationException, match="no column 'absent'"):
        world.canvas("PreviewModel", DatasetId=dataset_id, TargetColumn="absent")
    with pytest.raises(ValidationException, match="'AUC' does not fit Regression"):
        world.canvas(
            "PreviewModel",
            DatasetId=dataset_id,
            TargetColumn="燃費",
            ProblemType="Regression",
            ObjectiveMetricName="AUC",
        )
    with pytest.raises(ValidationException, match="no preview of time series"):
        world.canvas("PreviewModel", DatasetId=dataset_id, TargetColumn="燃費", ProblemType="TimeSeriesForecasting")
    world.canvas("PreviewModel", DatasetId=dataset_id, TargetColumn="車名", ProblemType="Regression")
    world.work()
    failed = world.canvas("PreviewModel", DatasetId=dataset_id, TargetColumn="車名", ProblemType="Regression")
    assert (failed["Status"], failed["FailureCause"]) == ("Failed", "UnsuitableData")
    assert "車名" in failed["FailureReason"]
    kms.operations["DisableKey"](world.admin, {"KeyId": world.keys["2"]})
    world.canvas("PreviewModel", DatasetId=dataset_id, TargetColumn="燃費")
    world.work()
    failed = world.canvas("PreviewModel", DatasetId=dataset_id, TargetColumn="燃費")
    assert (failed["Status"], failed["FailureCause"]) == ("Failed", "KeyDisabled")
    assert world.keys["2"] in failed["FailureReason"]

"""Automations: they run by themselves, as the user's role, and stop when they had better."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.canvas import stored
from sealcanvas.canvas.models import build_tabular
from sealcanvas.canvas.reconcile import reconcile
from sealcanvas.forecast.predictors import predictor
from sealcanvas.iam import iam
from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.service.body import BytesBody
from sealcanvas.service.own_errors import (
    AccessDeniedException,
    ResourceInUseException,
    ResourceNotFoundException,
    ValidationException,
)
from tests.support.clock import Clock
from tests.support.instance import make_instance
from tests.unit.canvas.canvas_world import World, cars, make_world, months, policy

CLOCK = Clock()
SERIES = {"ItemIdColumn": "industry", "TimestampColumn": "month", "ForecastHorizon": 3, "ForecastFrequency": "M"}

_NUMBERS = count(1)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setitem(build_tabular._SECONDS, "quick", 1)
    monkeypatch.setitem(predictor._BUDGETS, "quick", 1.0)
    instance = make_instance(tmp_path / "home", CLOCK)
    yield make_world(instance)
    instance.database.close()


def built(world: World, dataset_id: str, target: str = "燃費", **members: Any) -> str:
    wishes = {"ProblemType": "Regression", **members}
    made = world.canvas("CreateModelVersion", ModelName="m", DatasetId=dataset_id, TargetColumn=target, **wishes)
    world.work()
    version = world.canvas("DescribeModelVersion", ModelVersionId=made["ModelVersionId"])
    assert version["Status"] == "Ready", version
    return str(made["ModelVersionId"])


def automated(world: World, dataset_id: str, **members: Any) -> str:
    request = {"AutomationName": f"毎週 {next(_NUMBERS)}", "DatasetId": dataset_id, "Action": "Predict", **members}
    return str(world.canvas("CreateAutomation", **request)["AutomationId"])


def update(world: World, dataset_id: str, content: bytes, name: str = "cars.csv") -> None:
    world.upload(name, content)
    world.canvas("UpdateDataset", DatasetId=dataset_id)
    settle(world)


def settle(world: World) -> None:
    """Let everything that is due happen."""
    for _ in range(4):
        world.work()


def runs(world: World, automation_id: str) -> list[dict[str, Any]]:
    return list(world.canvas("ListAutomationRuns", AutomationId=automation_id)["AutomationRuns"])


def described(world: World, automation_id: str) -> dict[str, Any]:
    return world.canvas("DescribeAutomation", AutomationId=automation_id)


def test_a_new_version_is_predicted_with_nobody_logged_in(world: World) -> None:
    dataset_id = world.imported(cars())
    version_id = built(world, dataset_id)
    automation_id = automated(world, dataset_id, ModelVersionId=version_id, OnDatasetVersion=True)
    settle(world)
    assert runs(world, automation_id) == []
    update(world, dataset_id, cars(80))
    [run] = runs(world, automation_id)
    assert (run["Status"], run["DatasetVersion"]) == ("Succeeded", 2), run
    assert {each["Column"] for each in run["ColumnDrift"]} == {"車名", "weight"}
    [prediction] = world.canvas("ListPredictions", DomainId=world.domain_id)["Predictions"]
    assert (prediction["PredictionId"], prediction["DatasetVersion"]) == (run["PredictionId"], 2)
    assert (prediction["Status"], prediction["RowCount"]) == ("Ready", 80)
    assert prediction["SSEKMSKeyId"] == world.keys["2"]
    settle(world)
    assert len(runs(world, automation_id)) == 1
    who = [
        event["userIdentity"]["arn"]
        for event in world.instance.trail.newest(500)
        if event["eventName"] == "CreateBatchPrediction"
    ]
    assert who
    assert all(arn.endswith("assumed-role/CanvasAnalyst/SageMaker") for arn in who)


def test_a_schedule_runs_when_it_is_time_and_makes_up_once_for_what_it_missed(world: World) -> None:
    dataset_id = world.imported(cars())
    automation_id = automated(
        world, dataset_id, ModelVersionId=built(world, dataset_id), ScheduleExpression="rate(1 day)"
    )
    due = described(world, automation_id)["NextRunTime"]
    settle(world)
    assert runs(world, automation_id) == []
    CLOCK.advance(days=1)
    settle(world)
    assert len(runs(world, automation_id)) == 1
    assert (described(world, automation_id)["NextRunTime"] - due).days == 1
    CLOCK.advance(days=9, hours=1)
    settle(world)
    assert len(runs(world, automation_id)) == 2
    assert described(world, automation_id)["NextRunTime"] > CLOCK()


def test_schema_drift_stops_and_pauses_it_until_somebody_resumes(world: World) -> None:
    dataset_id = world.imported(cars())
    version_id = built(world, dataset_id)
    automation_id = automated(world, dataset_id, ModelVersionId=version_id, OnDatasetVersion=True)
    update(world, dataset_id, cars().replace(b"weight", b"mass"))
    [run] = runs(world, automation_id)
    assert (run["Status"], run["FailureCause"]) == ("Stopped", "SchemaDrift")
    assert run["FailureReason"] == "The column 'weight' is gone."
    assert run["ColumnDrift"][0] == {"Column": "weight", "Message": "The column 'weight' is gone."}
    told = described(world, automation_id)
    assert (told["Status"], told["PauseReason"]) == ("Paused", "The column 'weight' is gone.")
    assert "PredictionId" not in run
    update(world, dataset_id, cars(60))
    assert len(runs(world, automation_id)) == 1
    world.canvas("ResumeAutomation", AutomationId=automation_id)
    settle(world)
    assert len(runs(world, automation_id)) == 1, "what came while it was paused is not made up for"
    update(world, dataset_id, cars(70))
    assert [each["Status"] for each in runs(world, automation_id)] == ["Succeeded", "Stopped"]
    paused = [each for each in world.instance.trail.newest(500) if each["eventName"] == "PauseAutomation"]
    assert [each["userIdentity"] for each in paused] == [{"type": "AWSService", "invokedBy": "sagemaker.amazonaws.com"}]


def test_data_drift_stops_it_unless_the_column_is_ignored_or_the_limit_is_off(world: World) -> None:
    dataset_id = world.imported(cars())
    version_id = built(world, dataset_id)
    rules: list[dict[str, Any]] = [{}, {"IgnoredColumns": ["weight"]}, {"StabilityIndex": 0.0}]
    made = [
        automated(world, dataset_id, ModelVersionId=version_id, OnDatasetVersion=True, StopOn=rule) for rule in rules
    ]
    heavy = b"\n".join(
        line if number == 0 else line.replace(line.split(b",")[1], b"9000", 1) if line else line
        for number, line in enumerate(cars().split(b"\n"))
    )
    update(world, dataset_id, heavy)
    outcomes = [runs(world, automation_id)[0] for automation_id in made]
    assert [each["Status"] for each in outcomes] == ["Stopped", "Succeeded", "Succeeded"]
    assert outcomes[0]["FailureCause"] == "DataDrift"
    assert "'weight' has moved" in outcomes[0]["FailureReason"]


def test_a_budget_that_is_spent_pauses_it_and_more_lets_it_go_on(world: World) -> None:
    dataset_id = world.imported(cars())
    version_id = built(world, dataset_id)
    automation_id = automated(
        world, dataset_id, ModelVersionId=version_id, ScheduleExpression="rate(1 hour)", BudgetMinutes=10
    )
    CLOCK.advance(hours=1)
    reconcile(world.instance)
    CLOCK.advance(minutes=11)
    settle(world)
    [run] = runs(world, automation_id)
    assert run["Status"] in ("Succeeded", "Stopped")
    CLOCK.advance(hours=1)
    settle(world)
    told = described(world, automation_id)
    assert told["Status"] == "Paused"
    assert "budget of 10 minutes" in told["PauseReason"]
    assert told["MinutesUsed"] >= 11
    assert world.canvas("UpdateAutomation", AutomationId=automation_id, BudgetMinutes=1000)["BudgetMinutes"] == 1000
    world.canvas("ResumeAutomation", AutomationId=automation_id)
    CLOCK.advance(hours=1)
    settle(world)
    assert runs(world, automation_id)[0]["Status"] == "Succeeded"


def test_a_key_that_is_taken_away_fails_the_run_by_its_name_and_the_next_one_works(world: World) -> None:
    dataset_id = world.imported(cars())
    version_id = built(world, dataset_id)
    automation_id = automated(world, dataset_id, ModelVersionId=version_id, ScheduleExpression="rate(1 day)")
    kms.operations["DisableKey"](world.admin, {"KeyId": world.keys["2"]})
    CLOCK.advance(days=1)
    settle(world)
    [run] = runs(world, automation_id)
    assert (run["Status"], run["FailureCause"]) == ("Failed", "KeyDisabled"), run
    assert world.keys["2"] in run["FailureReason"]
    assert described(world, automation_id)["Status"] == "Active"
    kms.operations["EnableKey"](world.admin, {"KeyId": world.keys["2"]})
    CLOCK.advance(days=1)
    settle(world)
    assert runs(world, automation_id)[0]["Status"] == "Succeeded"


def test_a_source_is_imported_again_only_once_it_has_changed(world: World) -> None:
    dataset_id = world.imported(cars())
    automation_id = automated(world, dataset_id, Action="UpdateDataset", ScheduleExpression="cron(0 6 * * ? *)")
    CLOCK.advance(days=1)
    settle(world)
    [run] = runs(world, automation_id)
    assert (run["Status"], run["Note"]) == ("Succeeded", "The source has not changed.")
    world.upload("cars.csv", cars(90))
    CLOCK.advance(days=1)
    settle(world)
    newest = runs(world, automation_id)[0]
    assert (newest["Status"], newest["DatasetVersion"]) == ("Succeeded", 2)
    assert world.canvas("DescribeDataset", DatasetId=dataset_id)["RowCount"] == 90


def test_series_are_forecast_from_the_newest_version(world: World) -> None:
    dataset_id = world.imported(months(points=40), "employment.csv")
    wishes = {"ProblemType": "TimeSeriesForecasting", "TimeSeriesConfig": SERIES}
    version_id = built(world, dataset_id, "employees", **wishes)
    automation_id = automated(
        world, dataset_id, ModelVersionId=version_id, OnDatasetVersion=True, StopOn={"StabilityIndex": 0.0}
    )
    update(world, dataset_id, months(points=48), "employment.csv")
    [run] = runs(world, automation_id)
    assert run["Status"] == "Succeeded", run
    prediction = world.canvas("DescribePrediction", PredictionId=run["PredictionId"])
    rows = world.read(prediction["OutputS3Uri"]).decode().splitlines()
    assert rows[1].startswith("industry-0,2014-01-01"), "it goes on from the newer rows"


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({}, "either a ScheduleExpression or OnDatasetVersion"),
        ({"ScheduleExpression": "rate(1 day)", "OnDatasetVersion": True}, "either a ScheduleExpression or"),
        ({"OnDatasetVersion": True, "ScheduleExpressionTimezone": "UTC"}, "goes with a ScheduleExpression"),
        ({"ScheduleExpression": "never"}, "neither rate"),
        ({"Action": "UpdateDataset", "OnDatasetVersion": True}, "cannot wait for one"),
        ({"Action": "UpdateDataset", "ScheduleExpression": "rate(1 day)", "StopOn": {}}, "are for the action Predict"),
        ({"OnSourceObject": True}, "is for the action UpdateDataset"),
        ({"Action": "UpdateDataset", "OnSourceObject": True}, "does not tell of its objects"),
        ({"Action": "UpdateDataset", "OnSourceObject": True, "ScheduleExpression": "rate(1 day)"}, "OnSourceObject"),
    ],
)
def test_what_cannot_be_automated_is_refused(world: World, members: dict[str, Any], words: str) -> None:
    dataset_id = world.imported(cars())
    version = {} if members.get("Action") else {"ModelVersionId": built(world, dataset_id)}
    with pytest.raises(ValidationException, match=words):
        automated(world, dataset_id, **version, **members)


def test_a_predicting_automation_needs_a_finished_model_of_the_same_account(world: World) -> None:
    dataset_id = world.imported(cars())
    with pytest.raises(ValidationException, match="ModelVersionId is required"):
        automated(world, dataset_id, OnDatasetVersion=True)
    with pytest.raises(ResourceNotFoundException):
        automated(world, dataset_id, OnDatasetVersion=True, ModelVersionId="mv-00000000000000000")


def test_somebody_can_pause_run_list_and_delete_it(world: World) -> None:
    dataset_id = world.imported(cars())
    automation_id = automated(
        world, dataset_id, ModelVersionId=built(world, dataset_id), ScheduleExpression="rate(1 day)"
    )
    world.canvas("PauseAutomation", AutomationId=automation_id)
    CLOCK.advance(days=2)
    settle(world)
    assert runs(world, automation_id) == []
    told = described(world, automation_id)
    assert told["PauseReason"] == "Somebody paused it."
    assert "NextRunTime" not in told
    run_id = world.canvas("StartAutomationRun", AutomationId=automation_id)["AutomationRunId"]
    with pytest.raises(ResourceInUseException, match="is running"):
        world.canvas("StartAutomationRun", AutomationId=automation_id)
    with pytest.raises(ResourceInUseException, match="is running"):
        world.canvas("DeleteAutomation", AutomationId=automation_id)
    settle(world)
    assert [(each["AutomationRunId"], each["Status"]) for each in runs(world, automation_id)] == [(run_id, "Succeeded")]
    listed = world.canvas("ListAutomations", DomainId=world.domain_id)["Automations"]
    assert [each["AutomationName"].split()[0] for each in listed] == ["毎週"]
    assert world.canvas("ListAutomations", DomainId=world.domain_id, DatasetId="ds-" + "0" * 17)["Automations"] == []
    with pytest.raises(ResourceInUseException, match="works on dataset"):
        world.canvas("DeleteDataset", DatasetId=dataset_id)
    world.canvas("DeleteAutomation", AutomationId=automation_id)
    with pytest.raises(ResourceNotFoundException):
        described(world, automation_id)
    assert stored.ids_in(world.instance, "automation-run", ("Succeeded",)) == []
    world.canvas("DeleteDataset", DatasetId=dataset_id)


def test_a_rule_is_no_way_round_a_policy(world: World) -> None:
    dataset_id = world.imported(cars())
    version_id = built(world, dataset_id)
    automation_id = automated(world, dataset_id, ModelVersionId=version_id, ScheduleExpression="rate(1 day)")
    deny = {"Effect": "Deny", "Action": ["sealcanvas:CreateBatchPrediction"], "Resource": "*"}
    forbid = {"UserName": "admin", "PolicyName": "no", "PolicyDocument": policy(deny)}
    iam.operations["PutUserPolicy"](world.admin, forbid)
    for operation in ("StartAutomationRun", "ResumeAutomation", "UpdateAutomation"):
        with pytest.raises(AccessDeniedException, match="sealcanvas:CreateBatchPrediction"):
            world.canvas(operation, AutomationId=automation_id)
    with pytest.raises(AccessDeniedException, match="sealcanvas:CreateBatchPrediction"):
        automated(world, dataset_id, ModelVersionId=version_id, ScheduleExpression="rate(1 day)")
    assert runs(world, automation_id) == []


def test_a_spent_budget_binds_whoever_runs_it_too(world: World) -> None:
    dataset_id = world.imported(cars())
    automation_id = automated(
        world, dataset_id, ModelVersionId=built(world, dataset_id), ScheduleExpression="rate(30 days)", BudgetMinutes=1
    )
    world.canvas("StartAutomationRun", AutomationId=automation_id)
    CLOCK.advance(minutes=2)
    settle(world)
    with pytest.raises(ResourceInUseException, match="budget of automation"):
        world.canvas("StartAutomationRun", AutomationId=automation_id)


def test_a_trigger_that_is_changed_waits_for_the_next_version(world: World) -> None:
    dataset_id = world.imported(cars())
    automation_id = automated(
        world, dataset_id, ModelVersionId=built(world, dataset_id), ScheduleExpression="rate(30 days)"
    )
    update(world, dataset_id, cars(80))
    with pytest.raises(ValidationException, match="goes with a ScheduleExpression"):
        world.canvas(
            "UpdateAutomation", AutomationId=automation_id, OnDatasetVersion=True, ScheduleExpressionTimezone="UTC"
        )
    world.canvas("UpdateAutomation", AutomationId=automation_id, OnDatasetVersion=True)
    settle(world)
    assert runs(world, automation_id) == []
    update(world, dataset_id, cars(90))
    assert [each["DatasetVersion"] for each in runs(world, automation_id)] == [3]


def test_a_budget_binds_while_the_rows_are_compared_too(world: World) -> None:
    dataset_id = world.imported(cars())
    automation_id = automated(
        world, dataset_id, ModelVersionId=built(world, dataset_id), ScheduleExpression="rate(1 day)", BudgetMinutes=5
    )
    world.canvas("StartAutomationRun", AutomationId=automation_id)
    reconcile(world.instance)
    CLOCK.advance(minutes=6)
    reconcile(world.instance)
    [run] = runs(world, automation_id)
    assert (run["Status"], run["FailureCause"]) == ("Stopped", "BudgetSpent")
    assert "PredictionId" not in run
    assert described(world, automation_id)["Status"] == "Paused"


def test_a_name_is_taken_once_and_a_request_that_is_sent_again_makes_nothing_twice(world: World) -> None:
    dataset_id = world.imported(cars())
    request: dict[str, Any] = {"AutomationName": "夜", "DatasetId": dataset_id, "Action": "UpdateDataset"}
    rule: dict[str, Any] = {"ScheduleExpression": "rate(1 days)", "BudgetMinutes": 5}
    tokens: list[dict[str, Any]] = [{}, {"ClientToken": "two"}]
    made = world.canvas("CreateAutomation", **request, **rule, ClientToken="one")
    assert world.canvas("CreateAutomation", **request, **rule, ClientToken="one") == made
    with pytest.raises(ValidationException, match="used before, with other parameters"):
        world.canvas("CreateAutomation", **request, ScheduleExpression="rate(2 days)", ClientToken="one")
    for token in tokens:
        with pytest.raises(
            ResourceInUseException, match=f"Automation {made['AutomationId']} has the name '夜' already"
        ):
            world.canvas("CreateAutomation", **request, **rule, **token)


def test_a_budget_is_taken_away_again(world: World) -> None:
    dataset_id = world.imported(cars())
    rule = {"ScheduleExpression": "rate(1 days)", "BudgetMinutes": 5}
    made = automated(world, dataset_id, Action="UpdateDataset", **rule)
    assert world.canvas("UpdateAutomation", AutomationId=made, ScheduleExpression="rate(2 days)")["BudgetMinutes"] == 5
    with pytest.raises(ValidationException, match="either BudgetMinutes or ClearBudget"):
        world.canvas("UpdateAutomation", AutomationId=made, BudgetMinutes=6, ClearBudget=True)
    assert "BudgetMinutes" not in world.canvas("UpdateAutomation", AutomationId=made, ClearBudget=True)
    assert "BudgetMinutes" not in described(world, made)


def _put(world: World, content: bytes) -> None:
    world.upload("cars.csv", content)


def _copy(world: World, content: bytes) -> None:
    world.upload("elsewhere.csv", content)
    seal = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": world.keys["3"]}
    request = {"Bucket": "department", "Key": "cars.csv", "CopySource": "department/elsewhere.csv"}
    s3.operations["CopyObject"](world.admin, {**request, **seal})


def _in_parts(world: World, content: bytes) -> None:
    place = {"Bucket": "department", "Key": "cars.csv"}
    seal = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": world.keys["3"]}
    upload = {**place, "UploadId": s3.operations["CreateMultipartUpload"](world.admin, {**place, **seal})["UploadId"]}
    part = s3.operations["UploadPart"](world.admin, {**upload, "PartNumber": 1, "Body": BytesBody(content)})
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    s3.operations["CompleteMultipartUpload"](world.admin, {**upload, "MultipartUpload": parts})


def tells(world: World, **configuration: Any) -> None:
    request = {"Bucket": "department", "NotificationConfiguration": configuration}
    s3.operations["PutBucketNotificationConfiguration"](world.admin, request)


def test_a_new_object_at_the_source_is_imported_however_it_was_written(world: World) -> None:
    dataset_id = world.imported(cars())
    tells(world, EventBridgeConfiguration={})
    automation_id = automated(world, dataset_id, Action="UpdateDataset", OnSourceObject=True)
    settle(world)
    assert runs(world, automation_id) == []
    for number, write in enumerate((_put, _copy, _in_parts), 1):
        write(world, cars(60 + number))
        settle(world)
        assert [each["Status"] for each in runs(world, automation_id)] == ["Succeeded"] * number
        assert world.canvas("DescribeDataset", DatasetId=dataset_id)["RowCount"] == 60 + number
    s3.operations["DeleteObject"](world.admin, {"Bucket": "department", "Key": "cars.csv"})
    settle(world)
    assert len(runs(world, automation_id)) == 3, "an object that goes is no news"


def test_a_bucket_that_does_not_tell_is_not_watched(world: World) -> None:
    dataset_id = world.imported(cars())
    tells(world, EventBridgeConfiguration={})
    automation_id = automated(world, dataset_id, Action="UpdateDataset", ScheduleExpression="rate(300 days)")
    told = world.canvas("UpdateAutomation", AutomationId=automation_id, OnSourceObject=True)
    assert "ScheduleExpression" not in told
    assert described(world, automation_id)["OnSourceObject"]
    tells(world)
    world.upload("cars.csv", cars(70))
    settle(world)
    assert runs(world, automation_id) == []
    world.canvas("PauseAutomation", AutomationId=automation_id)
    tells(world, EventBridgeConfiguration={})
    world.canvas("ResumeAutomation", AutomationId=automation_id)
    settle(world)
    assert runs(world, automation_id) == [], "what came while it was paused is not made up for"
    world.upload("cars.csv", cars(71))
    settle(world)
    assert len(runs(world, automation_id)) == 1

"""What becomes of resources: imports that add and go, retraining, tags, stopping, trees, quotas; who may ask."""

from typing import Any

import pytest

from sealcanvas.forecast import quotas
from sealcanvas.forecast.errors import (
    AccessDeniedException,
    InvalidInputException,
    LimitExceededException,
    ResourceAlreadyExistsException,
    ResourceInUseException,
    ResourceNotFoundException,
)
from sealcanvas.jobs import hooks, queue
from sealcanvas.jobs.job import JobState
from sealcanvas.volumes.walk import walk
from tests.unit.forecast.forecast_world import PREFIX, World, ask, make_user
from tests.unit.forecast.stage import JOBS, Stage


def _load(world: World, dataset: str, name: str, data: bytes, **members: Any) -> str:
    job = world.begin_import(dataset, world.upload(f"{name}.csv", data), name, **members)
    assert world.run(job).state is JobState.SUCCEEDED, world.job(job).failure
    return job


def _rows(world: World, dataset: str) -> list[str]:
    """The imports whose rows a predictor would be trained on."""
    predictor = world.begin_predictor(world.group(dataset, f"g{len(world.ask('ListDatasetGroups')['DatasetGroups'])}"))
    queue.end(world.instance, world.job(predictor).job_id, JobState.STOPPED)
    arns = world.ask("DescribeAutoPredictor", PredictorArn=predictor)["DatasetImportJobArns"]
    world.ask("DeletePredictor", PredictorArn=predictor)
    return [arn.rpartition("/")[2] for arn in arns]


def test_incremental_imports_add_rows_full_ones_replace_them_and_each_can_be_deleted(world: World) -> None:
    dataset = world.dataset()
    row = "a,2024-0{}-01,5\n".format
    first = _load(world, dataset, "first", row(1).encode())
    second = _load(world, dataset, "second", row(2).encode(), ImportMode="INCREMENTAL")
    assert _rows(world, dataset) == ["first", "second"]
    world.ask("DeleteDatasetImportJob", DatasetImportJobArn=first)
    assert _rows(world, dataset) == ["second"]
    with pytest.raises(ResourceNotFoundException):
        world.ask("DescribeDatasetImportJob", DatasetImportJobArn=first)
    _load(world, dataset, "third", row(3).encode(), ImportMode="FULL")
    assert _rows(world, dataset) == ["third"]
    assert len(list(walk(world.instance))) == 2
    old = world.ask("DescribeDatasetImportJob", DatasetImportJobArn=second)
    assert (old["Status"], old["ImportMode"]) == ("ACTIVE", "INCREMENTAL")
    assert "Max" not in old["FieldStatistics"]["target_value"]  # its rows are gone, its counts are known
    for name in ("second", "third"):
        world.ask("DeleteDatasetImportJob", DatasetImportJobArn=f"{PREFIX}:dataset-import-job/sales/{name}")
    with pytest.raises(InvalidInputException, match="no data"):
        _rows(world, dataset)


def test_a_full_import_that_fails_replaces_nothing(world: World) -> None:
    dataset = world.dataset()
    _load(world, dataset, "first", b"a,2024-01-01,5\n")
    job = world.begin_import(dataset, world.upload("bad.csv", b"a,soon,5\n"), "bad")
    assert world.run(job).state is JobState.FAILED
    assert _rows(world, dataset) == ["first"]


def test_a_predictor_is_trained_once_more_as_another_was(world: World) -> None:
    stage = Stage(world)
    reference = stage.arns["predictor"]
    again = world.ask("CreateAutoPredictor", PredictorName="again", ReferencePredictorArn=reference)["PredictorArn"]
    assert world.job(again).spec.payload == {
        **world.job(reference).spec.payload,
        "outputs": world.job(again).spec.payload["outputs"],
    }
    described = world.ask("DescribeAutoPredictor", PredictorArn=again)
    assert described["ReferencePredictorSummary"] == {"Arn": reference, "State": "Active"}
    assert described["ForecastHorizon"] == 6
    assert described["EncryptionConfig"] == world.encryption
    world.pretend(again)
    world.ask("DeletePredictor", PredictorArn=reference)
    (listed,) = world.ask("ListPredictors")["Predictors"]
    assert listed["ReferencePredictorSummary"]["State"] == "Deleted"
    with pytest.raises(InvalidInputException, match="ForecastHorizon cannot be given"):
        world.begin_predictor("", "third", ReferencePredictorArn=again)


def test_an_explainability_waits_for_its_predictor_and_fails_with_it(world: World) -> None:
    stage = Stage(world)
    predictor = world.begin_predictor(stage.arns["group"], "p", ExplainPredictor=True)
    waiting = f"{PREFIX}:explainability/p"
    assert queue.find(world.instance, waiting) is None
    queue.end(world.instance, world.job(predictor).job_id, JobState.STOPPED)
    found = world.ask("DescribeExplainability", ExplainabilityArn=waiting)
    assert (found["Status"], found["Message"]) == ("CREATE_FAILED", "The predictor is CREATE_STOPPED.")

    world.ask("DeleteExplainability", ExplainabilityArn=waiting)
    other = world.begin_predictor(stage.arns["group"], "q", ExplainPredictor=True)
    world.take_away(world.key, "kms:CreateGrant")
    world.pretend(other)
    found = world.ask("DescribeExplainability", ExplainabilityArn=f"{PREFIX}:explainability/q")
    assert found["Status"] == "CREATE_FAILED"
    assert "perform: kms:CreateGrant" in found["Message"]
    assert world.ask("DescribeAutoPredictor", PredictorArn=other)["Status"] == "ACTIVE"
    world.take_away(world.key)
    every = {"TimeSeriesGranularity": "ALL", "TimePointGranularity": "ALL"}
    request = {"ExplainabilityName": "r", "ResourceArn": other, "ExplainabilityConfig": every}
    world.ask("CreateExplainability", **request)  # once more, as AWS lets one
    with pytest.raises(ResourceAlreadyExistsException):
        world.ask("CreateExplainability", **{**request, "ExplainabilityName": "s"})


def test_what_is_stopped_ends_and_nothing_of_it_is_kept(world: World) -> None:
    stage = Stage(world)
    for number, operation in enumerate(JOBS):
        queued = stage.begin(operation, name=f"queued{number}")
        world.ask("StopResource", ResourceArn=queued)
        assert _status(world, operation, queued) == "CREATE_STOPPED", operation
        running = stage.begin(operation, name=f"running{number}")
        job = world.job(running)
        with world.instance.database.transaction() as connection:
            queue.change(connection, job.job_id, state=JobState.RUNNING)
        hooks.tell_progressed(world.instance, world.job(running))
        world.ask("StopResource", ResourceArn=running)
        assert _status(world, operation, running) == "CREATE_STOPPING", operation
        assert world.job(running).state is JobState.STOPPING
        hooks.tell_progressed(world.instance, world.job(running))
        assert _status(world, operation, running) == "CREATE_STOPPING", operation
        world.pretend(running)  # it was as good as done, and is stopped all the same
        assert _status(world, operation, running) == "CREATE_STOPPED", operation
        assert world.grants() == []
        with pytest.raises(InvalidInputException, match="nothing is at work"):
            world.ask("StopResource", ResourceArn=running)
    with pytest.raises(InvalidInputException, match="no job makes it"):
        world.ask("StopResource", ResourceArn=stage.arns["dataset"])
    with pytest.raises(ResourceNotFoundException):
        world.ask("StopResource", ResourceArn=f"{PREFIX}:forecast/none")


def _status(world: World, operation: str, arn: str) -> str:
    name = operation.partition(",")[0].replace("Create", "Describe")
    member = "PredictorArn" if name == "DescribeAutoPredictor" else f"{name.removeprefix('Describe')}Arn"
    status: str = world.ask(name, **{member: arn})["Status"]
    return status


def test_stopping_a_predictor_stops_the_explainability_that_waits_for_it(world: World) -> None:
    stage = Stage(world)
    predictor = world.begin_predictor(stage.arns["group"], "p", ExplainPredictor=True)
    world.ask("StopResource", ResourceArn=predictor)
    info = world.ask("DescribeAutoPredictor", PredictorArn=predictor)
    assert (info["Status"], info["ExplainabilityInfo"]["Status"]) == ("CREATE_STOPPED", "CREATE_STOPPED")


def test_a_tree_is_deleted_whole_or_not_at_all(world: World) -> None:
    stage = Stage(world)
    export = stage.begin("CreateForecastExportJob")
    with pytest.raises(ResourceInUseException, match=export):
        world.ask("DeleteResourceTree", ResourceArn=stage.arns["group"])
    with pytest.raises(ResourceInUseException, match=export):
        world.ask("DeleteForecast", ForecastArn=stage.arns["forecast"])
    assert len(world.ask("ListForecasts")["Forecasts"]) == 1
    world.pretend(export)
    for operation in ("CreatePredictorBacktestExportJob", "CreateExplainabilityExport", "CreateWhatIfForecastExport"):
        world.pretend(stage.begin(operation))
    world.ask("DeleteResourceTree", ResourceArn=stage.arns["group"])
    for name, member in LISTS.items():
        expected = 3 if name in ("ListDatasets", "ListDatasetImportJobs") else 0
        assert len(world.ask(name)[member]) == expected, name
    world.ask("DeleteResourceTree", ResourceArn=stage.arns["dataset"])
    assert len(world.ask("ListDatasetImportJobs")["DatasetImportJobs"]) == 2
    assert len({each.owner for each in walk(world.instance)}) == 2


LISTS = {
    "ListDatasetGroups": "DatasetGroups",
    "ListDatasets": "Datasets",
    "ListDatasetImportJobs": "DatasetImportJobs",
    "ListPredictors": "Predictors",
    "ListPredictorBacktestExportJobs": "PredictorBacktestExportJobs",
    "ListForecasts": "Forecasts",
    "ListForecastExportJobs": "ForecastExportJobs",
    "ListExplainabilities": "Explainabilities",
    "ListExplainabilityExports": "ExplainabilityExports",
    "ListWhatIfAnalyses": "WhatIfAnalyses",
    "ListWhatIfForecasts": "WhatIfForecasts",
    "ListWhatIfForecastExports": "WhatIfForecastExports",
}
DESCRIBED = {
    "ForecastExportJob": "CreateForecastExportJob",
    "PredictorBacktestExportJob": "CreatePredictorBacktestExportJob",
    "ExplainabilityExport": "CreateExplainabilityExport",
    "WhatIfForecastExport": "CreateWhatIfForecastExport",
    "WhatIfForecast": "CreateWhatIfForecast",
    "WhatIfAnalysis": "CreateWhatIfAnalysis",
    "Explainability": "CreateExplainability",
    "Forecast": "CreateForecast",
}


def test_each_resource_is_described_listed_and_deleted(world: World) -> None:
    stage = Stage(world)
    for number, (kind, operation) in enumerate(DESCRIBED.items()):
        arn = stage.begin(operation, name=f"job{number}")
        member = f"{kind}Arn"
        described = world.ask(f"Describe{kind}", **{member: arn})
        assert (described[member], described[f"{kind}Name"]) == (arn, f"job{number}")
        plural = "WhatIfAnalyses" if kind == "WhatIfAnalysis" else f"{kind}s".replace("tys", "ties")
        listed = world.ask(f"List{plural}", Filters=[{"Key": "Status", "Value": "CREATE_PENDING", "Condition": "IS"}])
        assert [each[member] for each in listed[plural]] == [arn]
        with pytest.raises(ResourceInUseException, match="CREATE_PENDING"):
            world.ask(f"Delete{kind}", **{member: arn})
        world.pretend(arn)
        world.ask(f"Delete{kind}", **{member: arn})
        for name in (f"Describe{kind}", f"Delete{kind}"):
            with pytest.raises(ResourceNotFoundException, match=arn):
                world.ask(name, **{member: arn})


def test_tags_are_kept_changed_and_conditions_look_at_them(world: World) -> None:
    dataset = world.dataset(EncryptionConfig=None, Tags=[{"Key": "team", "Value": "販売"}])
    world.ask("TagResource", ResourceArn=dataset, Tags=[{"Key": "stage", "Value": "one"}])
    world.ask("TagResource", ResourceArn=dataset, Tags=[{"Key": "stage", "Value": "two"}])
    tags = world.ask("ListTagsForResource", ResourceArn=dataset)["Tags"]
    assert tags == [{"Key": "stage", "Value": "two"}, {"Key": "team", "Value": "販売"}]
    assert "Tags" not in world.ask("DescribeDataset", DatasetArn=dataset)
    mine = {"StringEquals": {"aws:ResourceTag/team": "販売"}}
    jane = make_user(world.instance, "jane", {"Action": "forecast:*", "Resource": "*", "Condition": mine})
    ask(jane, "DescribeDataset", DatasetArn=dataset)
    world.ask("UntagResource", ResourceArn=dataset, TagKeys=["team", "none"])
    with pytest.raises(AccessDeniedException, match="forecast:DescribeDataset"):
        ask(jane, "DescribeDataset", DatasetArn=dataset)
    with pytest.raises(InvalidInputException, match="aws:"):
        world.ask("TagResource", ResourceArn=dataset, Tags=[{"Key": "aws:x", "Value": ""}])
    many = [{"Key": f"k{number}", "Value": ""} for number in range(50)]
    with pytest.raises(LimitExceededException, match="50 tags"):
        world.ask("TagResource", ResourceArn=dataset, Tags=many)
    with pytest.raises(ResourceNotFoundException):
        world.ask("ListTagsForResource", ResourceArn=f"{PREFIX}:dataset/none")


def test_the_actions_are_asked_on_what_aws_asks_them_on(world: World) -> None:
    """Service authorization reference: what is made from a resource needs the action on that resource."""
    stage = Stage(world)
    needed = {
        "CreateForecast": "predictor",
        "CreateForecastExportJob": "forecast",
        "CreatePredictorBacktestExportJob": "predictor",
        "CreateExplainability": "forecast",
        "CreateExplainabilityExport": "explainability",
        "CreateWhatIfAnalysis": "forecast",
        "CreateWhatIfForecast": "analysis",
        "CreateWhatIfForecastExport": "what-if",
    }
    passing = {"Action": "iam:PassRole", "Resource": "*"}
    for number, (operation, word) in enumerate(needed.items()):
        action = f"forecast:{operation}"
        may = make_user(world.instance, f"may{number}", {"Action": action, "Resource": stage.arns[word]}, passing)
        other = {"Action": action, "NotResource": stage.arns[word]}
        may_not = make_user(world.instance, f"may-not{number}", other, passing)
        with pytest.raises(AccessDeniedException, match=f"{action} on resource: {stage.arns[word]}"):
            stage.begin(operation, may_not)
        world.pretend(stage.begin(operation, may))
    dataset = stage.arns["dataset"]
    group = {"Action": "forecast:UpdateDatasetGroup", "Resource": stage.arns["group"]}
    half = make_user(world.instance, "half", group)
    with pytest.raises(AccessDeniedException, match=f"forecast:UpdateDatasetGroup on resource: {dataset}"):
        ask(half, "UpdateDatasetGroup", DatasetGroupArn=stage.arns["group"], DatasetArns=[dataset])


def test_a_quota_is_a_bound(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(quotas.RESOURCES) == set(quotas.Kind.__args__)  # type: ignore[attr-defined]  # a Literal's members
    monkeypatch.setitem(quotas.RESOURCES, "dataset", 2)
    world.dataset("one", EncryptionConfig=None)
    world.dataset("two", EncryptionConfig=None)
    with pytest.raises(LimitExceededException, match="2 resources of type dataset"):
        world.dataset("three", EncryptionConfig=None)


def test_the_time_left_is_judged_by_the_work_done(world: World) -> None:
    stage = Stage(world)
    arn = stage.begin("CreateForecast")
    assert "EstimatedTimeRemainingInMinutes" not in world.ask("DescribeForecast", ForecastArn=arn)
    with world.instance.database.transaction() as connection:
        progress = {"phase": "Forecasting", "fraction": 0.2, "details": {}}
        started = world.clock()
        queue.change(connection, world.job(arn).job_id, state=JobState.RUNNING, started_at=started, progress=progress)
    hooks.tell_progressed(world.instance, world.job(arn))
    world.clock.advance(seconds=60)
    assert world.ask("DescribeForecast", ForecastArn=arn)["EstimatedTimeRemainingInMinutes"] == 4
    world.pretend(arn)
    assert "EstimatedTimeRemainingInMinutes" not in world.ask("DescribeForecast", ForecastArn=arn)

"""Candidates with their metrics, times and models; how a job ended; what a policy can demand; quotas."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sealcanvas.sagemaker import quotas
from sealcanvas.sagemaker.errors import AccessDeniedException, ResourceLimitExceeded
from tests.unit.sagemaker.sagemaker_world import RESULT, World, ask, automl_request


def _candidate(name: str, value: float, **members: Any) -> dict[str, Any]:
    return {"name": name, "algorithm": name, "metrics": {"F1": value, "InferenceLatency": 0.001}, **members}


FULL: dict[str, Any] = {
    **RESULT,
    "ended_by": "candidates",
    "candidates": [
        _candidate("ensemble", 0.9, train={"F1": 0.8, "LogLoss": 0.3, "Fame": 1}, began=1.0, ended=9.0, model=True),
        _candidate("lightgbm-1", 0.7, began=1.0, ended=3.0, model=True),
        _candidate("extra-trees-2", 0.85, began=3.0, ended=4.0, model=True),
        _candidate("linear-learner-3", 0.6, began=4.0, ended=5.0, model=True),
        _candidate("lightgbm-4", 0.5, began=5.0, ended=6.0, model=True),
    ],
}


def _done(world: World, result: dict[str, Any], name: str = "churn-1") -> dict[str, Any]:
    arn = ask(world.admin, "CreateAutoMLJobV2", **automl_request(world.role, name))["AutoMLJobArn"]
    world.clock.advance(seconds=30)
    world.succeed(arn, result)
    return ask(world.admin, "DescribeAutoMLJobV2", AutoMLJobName=name)


def _candidates(world: World, **request: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask(world.admin, "ListCandidatesForAutoMLJob", AutoMLJobName="churn-1", **request)[
        "Candidates"
    ]
    return found


@pytest.mark.parametrize(
    ("ended_by", "secondary"),
    [
        ("candidates", "MaxCandidatesReached"),
        ("runtime", "MaxAutoMLJobRuntimeReached"),
        ("", "Completed"),
        ("the moon", "Completed"),
    ],
)
def test_the_secondary_status_tells_what_ended_the_search(world: World, ended_by: str, secondary: str) -> None:
    job = _done(world, {**FULL, "ended_by": ended_by})
    assert (job["AutoMLJobStatus"], job["AutoMLJobSecondaryStatus"]) == ("Completed", secondary)


def test_the_best_four_are_models_of_their_own(world: World) -> None:
    _done(world, FULL)
    found = _candidates(world)
    assert ["InferenceContainers" in candidate for candidate in found] == [True, True, True, True, False]
    urls = [candidate["InferenceContainers"][0]["ModelDataUrl"] for candidate in found[:4]]
    assert urls[0] == "s3://out/churn-1/model/model.zip"
    assert urls[1:] == [f"s3://out/churn-1/candidates/{number}/model.zip" for number in (2, 3, 4)]
    for number, candidate in enumerate(found[:4]):
        model = {"ModelName": f"m{number}", "ExecutionRoleArn": world.role}
        ask(world.admin, "CreateModel", **model, Containers=candidate["InferenceContainers"])
    assert found[2]["CandidateProperties"]["CandidateArtifactLocations"] == {
        "Explainability": "s3://out/churn-1/candidates/3/explainability.json",
        "ModelInsights": "s3://out/churn-1/candidates/3/insights.json",
    }


def test_metrics_say_which_rows_they_were_measured_on(world: World) -> None:
    best = _done(world, FULL)["BestCandidate"]
    data = best["CandidateProperties"]["CandidateMetrics"]
    assert [(datum["StandardMetricName"], datum["Set"], datum["Value"]) for datum in data] == [
        ("F1", "Validation", 0.9),
        ("InferenceLatency", "Validation", 0.001),
        ("F1", "Train", 0.8),
        ("LogLoss", "Train", 0.3),
    ]


def test_candidates_have_the_times_of_their_own_training(world: World) -> None:
    job = _done(world, FULL)
    start = world.job(job["AutoMLJobArn"]).created_at
    first, second = _candidates(world)[1:3]
    assert first["CreationTime"] - start == timedelta(seconds=1)
    assert first["EndTime"] - start == second["CreationTime"] - start == timedelta(seconds=3)


@pytest.mark.parametrize(
    ("request_", "names"),
    [
        ({"SortBy": "CreationTime", "SortOrder": "Descending", "MaxResults": 2}, ["lightgbm-4", "linear-learner-3"]),
        ({"SortBy": "FinalObjectiveMetricValue", "MaxResults": 2}, ["lightgbm-4", "linear-learner-3"]),
        (
            {"SortBy": "FinalObjectiveMetricValue", "SortOrder": "Descending", "MaxResults": 2},
            ["ensemble", "extra-trees-2"],
        ),
        ({"SortBy": "Status", "MaxResults": 1}, ["ensemble"]),
        ({"CandidateNameEquals": "churn-1-extra-trees-2"}, ["extra-trees-2"]),
        ({"CandidateNameEquals": "nobody"}, []),
        ({"StatusEquals": "Failed"}, []),
        ({"StatusEquals": "Completed", "MaxResults": 1}, ["ensemble"]),
    ],
)
def test_lists_of_candidates_are_filtered_and_sorted(world: World, request_: dict[str, Any], names: list[str]) -> None:
    _done(world, FULL)
    assert [candidate["CandidateName"] for candidate in _candidates(world, **request_)] == [
        f"churn-1-{name}" for name in names
    ]


def test_jobs_are_listed_by_name_descending_and_by_every_filter(world: World) -> None:
    for name in ("alpha", "gamma", "beta"):
        ask(world.admin, "CreateAutoMLJobV2", **automl_request(world.role, name))
        world.clock.advance(seconds=10)
    now = world.clock()

    def names(**request: Any) -> list[str]:
        return [job["AutoMLJobName"] for job in ask(world.admin, "ListAutoMLJobs", **request)["AutoMLJobSummaries"]]

    assert names() == ["gamma", "beta", "alpha"]
    assert names(SortBy="CreationTime", SortOrder="Ascending") == ["alpha", "gamma", "beta"]
    assert names(CreationTimeAfter=now - timedelta(seconds=15)) == ["beta"]
    assert names(CreationTimeBefore=now - timedelta(seconds=25)) == ["alpha"]
    ask(world.admin, "StopAutoMLJob", AutoMLJobName="alpha")
    assert names(LastModifiedTimeAfter=now - timedelta(seconds=1)) == ["alpha"]
    assert names(LastModifiedTimeBefore=now - timedelta(seconds=1)) == ["gamma", "beta"]
    assert names(StatusEquals="Stopped") == ["alpha"]
    assert names(StatusEquals="InProgress", SortBy="Status", SortOrder="Ascending") == ["gamma", "beta"]
    assert names(NameContains="ET") == ["beta"]


@pytest.mark.parametrize(
    ("condition", "security"),
    [
        ({"StringEquals": {"sagemaker:VpcSubnets": "subnet-1"}}, "VpcConfig"),
        ({"StringEquals": {"sagemaker:VpcSecurityGroupIds": "sg-1"}}, "VpcConfig"),
        ({"Bool": {"sagemaker:InterContainerTrafficEncryption": "true"}}, "EnableInterContainerTrafficEncryption"),
    ],
)
def test_a_policy_can_demand_network_and_traffic_encryption(
    world: World, condition: dict[str, Any], security: str
) -> None:
    statement = {"Action": "sagemaker:CreateAutoMLJobV2", "Resource": "*", "Condition": condition}
    if "StringEquals" in condition:
        statement["Condition"] = {
            "ForAllValues:StringEquals": condition["StringEquals"],
            "Null": {next(iter(condition["StringEquals"])): "false"},
        }
    jane = world.user("jane", statement, {"Action": "iam:PassRole", "Resource": "*"})
    given = {
        "VpcConfig": {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]},
        "EnableInterContainerTrafficEncryption": True,
    }
    with pytest.raises(AccessDeniedException):
        ask(jane, "CreateAutoMLJobV2", **automl_request(world.role, "no"))
    ask(jane, "CreateAutoMLJobV2", **automl_request(world.role, "yes", SecurityConfig={security: given[security]}))


def test_running_jobs_count_towards_the_quota(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    few = replace(quotas.AUTOML_JOBS, value=2)
    monkeypatch.setattr("sealcanvas.sagemaker.automl.create.AUTOML_JOBS", few)
    for name in ("one", "two"):
        ask(world.admin, "CreateAutoMLJobV2", **automl_request(world.role, name))
    with pytest.raises(ResourceLimitExceeded, match="'Number of concurrent Autopilot jobs' is 2"):
        ask(world.admin, "CreateAutoMLJobV2", **automl_request(world.role, "three"))
    ask(world.admin, "StopAutoMLJob", AutoMLJobName="one")
    ask(world.admin, "CreateAutoMLJobV2", **automl_request(world.role, "three"))


@pytest.mark.parametrize("end", ["succeed", "fail", "stop"])
def test_stopping_what_has_ended_changes_nothing(world: World, end: str) -> None:
    arn = ask(world.admin, "CreateAutoMLJobV2", **automl_request(world.role))["AutoMLJobArn"]
    if end == "succeed":
        world.succeed(arn, RESULT)
    elif end == "fail":
        world.fail(arn, "ClientError", "no")
    else:
        ask(world.admin, "StopAutoMLJob", AutoMLJobName="churn-1")
    before = ask(world.admin, "DescribeAutoMLJobV2", AutoMLJobName="churn-1")
    world.clock.advance(seconds=5)
    ask(world.admin, "StopAutoMLJob", AutoMLJobName="churn-1")
    assert ask(world.admin, "DescribeAutoMLJobV2", AutoMLJobName="churn-1") == before

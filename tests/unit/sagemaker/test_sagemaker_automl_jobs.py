from typing import Any

import pytest

from sealcanvas.jobs.job import JobState
from sealcanvas.sagemaker.errors import AccessDeniedException, ResourceInUse, ResourceNotFound, ValidationException
from tests.support.instance import ACCOUNT
from tests.unit.sagemaker.sagemaker_world import IMAGE, RESULT, World, ask, automl_request

DENIED = (
    "User: arn:aws:sts::111122223333:assumed-role/Runner/SageMaker is not authorized to perform: kms:Decrypt "
    "on resource: arn:aws:kms:us-east-1:111122223333:key/k because …"
)


def _create(world: World, name: str = "churn-1", **members: Any) -> str:
    arn: str = ask(world.admin, "CreateAutoMLJobV2", **automl_request(world.role, name, **members))["AutoMLJobArn"]
    return arn


def _describe(world: World, name: str = "churn-1") -> dict[str, Any]:
    return ask(world.admin, "DescribeAutoMLJobV2", AutoMLJobName=name)


def _tabular(**members: Any) -> dict[str, Any]:
    return {"AutoMLProblemTypeConfig": {"TabularJobConfig": {"TargetAttributeName": "churn", **members}}}


def test_the_job_gets_key_names_and_the_role_and_never_a_key(world: World) -> None:
    volume, out = world.key(), world.key()
    arn = _create(
        world,
        SecurityConfig={"VolumeKmsKeyId": volume, "EnableInterContainerTrafficEncryption": True},
        OutputDataConfig={"S3OutputPath": "s3://out/models", "KmsKeyId": out},
    )
    spec = world.job(arn).spec
    assert (spec.role_arn, spec.service, spec.task, spec.volume_key) == (world.role, "sagemaker", "automl", volume)
    assert spec.payload["output_key"] == out
    assert spec.payload["output"]["model"] == "s3://out/models/churn-1/model/model.zip"
    source = {"uri": "s3://in/churn.csv", "type": "S3Prefix", "content": "csv", "gzip": False}
    assert spec.payload["channels"] == {"training": source}
    assert spec.payload["tabular"] == {
        "target": "churn",
        "problem": "BinaryClassification",
        "objective": "F1",
        "mode": "ENSEMBLING",
        "algorithms": None,
        "max_candidates": None,
        "seconds": 12,
        "candidate_seconds": None,
        "validation_fraction": None,
        "weight": None,
        "feature_specification": None,
        "definitions_only": False,
    }


def test_without_a_volume_key_the_job_has_the_aws_managed_one(world: World) -> None:
    spec = world.job(_create(world)).spec
    assert spec.volume_key == world.kms("DescribeKey", KeyId="alias/aws/sagemaker")["KeyMetadata"]["Arn"]


def test_statuses_follow_the_work(world: World) -> None:
    arn = _create(world)
    assert (_describe(world)["AutoMLJobStatus"], _describe(world)["AutoMLJobSecondaryStatus"]) == (
        "InProgress",
        "Starting",
    )
    for phase in ("PreTraining", "FeatureEngineering", "ModelTuning", "GeneratingModelInsightsReport"):
        world.progress(arn, phase)
        assert _describe(world)["AutoMLJobSecondaryStatus"] == phase
    world.progress(arn, "whatever a worker sends")
    assert _describe(world)["AutoMLJobSecondaryStatus"] == "GeneratingModelInsightsReport"
    world.clock.advance(seconds=20)
    world.succeed(arn, RESULT)
    done = _describe(world)
    assert (done["AutoMLJobStatus"], done["AutoMLJobSecondaryStatus"]) == ("Completed", "Completed")
    assert done["EndTime"] == world.clock()
    assert done["ResolvedAttributes"]["AutoMLJobObjective"] == {"MetricName": "F1"}


def test_the_best_candidate_is_the_ensemble_and_makes_a_model(world: World) -> None:
    world.succeed(_create(world), RESULT)
    best = _describe(world)["BestCandidate"]
    assert best["FinalAutoMLJobObjectiveMetric"] == {
        "MetricName": "F1",
        "StandardMetricName": "F1",
        "Type": "Maximize",
        "Value": 0.9,
    }
    [container] = best["InferenceContainers"]
    assert (container["Image"], container["ModelDataUrl"]) == (IMAGE, "s3://out/churn-1/model/model.zip")
    assert best["CandidateProperties"]["CandidateArtifactLocations"] == {
        "Explainability": "s3://out/churn-1/explainability/explainability.json",
        "ModelInsights": "s3://out/churn-1/insights/insights.json",
    }
    model = {"ModelName": "churn-m", "ExecutionRoleArn": world.role, "Containers": best["InferenceContainers"]}
    assert ask(world.admin, "CreateModel", **model)["ModelArn"].endswith(":model/churn-m")


def test_candidates_have_all_their_metrics(world: World) -> None:
    world.succeed(_create(world), RESULT)
    found = ask(world.admin, "ListCandidatesForAutoMLJob", AutoMLJobName="churn-1")["Candidates"]
    assert [candidate["CandidateName"] for candidate in found] == ["churn-1-ensemble", "churn-1-lightgbm-1"]
    metrics = found[0]["CandidateProperties"]["CandidateMetrics"]
    assert {datum["StandardMetricName"]: datum["Value"] for datum in metrics} == RESULT["candidates"][0]["metrics"]  # type: ignore[index]  # a literal
    assert [datum["StandardMetricName"] for datum in metrics if "MetricName" not in datum] == [
        "LogLoss",
        "InferenceLatency",
    ]
    assert "InferenceContainers" not in found[1]
    first = ask(
        world.admin,
        "ListCandidatesForAutoMLJob",
        AutoMLJobName="churn-1",
        SortBy="FinalObjectiveMetricValue",
        SortOrder="Ascending",
        MaxResults=1,
    )
    assert first["Candidates"][0]["CandidateName"] == "churn-1-lightgbm-1"
    rest = ask(world.admin, "ListCandidatesForAutoMLJob", AutoMLJobName="churn-1", MaxResults=1, NextToken="1")
    assert [candidate["CandidateName"] for candidate in rest["Candidates"]] == ["churn-1-lightgbm-1"]
    assert "NextToken" not in rest


@pytest.mark.parametrize(
    "result",
    [
        {},
        {**RESULT, "objective": "Fame"},
        {**RESULT, "candidates": []},
        {**RESULT, "candidates": ["x"]},
        {**RESULT, "candidates": [{"name": "x", "metrics": {"F1": float("nan")}}]},
        {**RESULT, "problem": ["x"]},
    ],
)
def test_a_worker_that_talks_nonsense_fails_the_job(world: World, result: dict[str, Any]) -> None:
    world.succeed(_create(world), result)
    assert _describe(world)["AutoMLJobStatus"] == "Failed"


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (("ClientError", "There is no column 'x'."), ["ClientError: There is no column 'x'."]),
        (
            ("KMS.DisabledException", "arn:aws:kms:us-east-1:111122223333:key/k is disabled.", "GetObject", "r", "s3"),
            ["key/k is disabled", "kms:Decrypt", "role/Runner"],
        ),
        (
            ("KMS.DisabledException", "arn:aws:kms:us-east-1:111122223333:key/k is disabled.", "PutObject", "r", "s3"),
            ["kms:GenerateDataKey", "role/Runner"],
        ),
        (
            (
                "AccessDenied",
                DENIED,
                "GetObject",
                "r",
                "s3",
            ),
            ["kms:Decrypt", "assumed-role/Runner", "key/k", "because …"],
        ),
    ],
)
def test_the_failure_reason_names_key_action_and_role(world: World, failure: tuple[str, ...], words: list[str]) -> None:
    world.fail(_create(world), *failure)
    job = _describe(world)
    assert (job["AutoMLJobStatus"], job["AutoMLJobSecondaryStatus"]) == ("Failed", "Failed")
    assert all(word in job["FailureReason"] for word in words)
    assert "BestCandidate" not in job


def test_stopping(world: World) -> None:
    arn = _create(world)
    ask(world.admin, "StopAutoMLJob", AutoMLJobName="churn-1")  # still queued: stopped at once
    assert (_describe(world)["AutoMLJobStatus"], world.job(arn).state) == ("Stopped", JobState.STOPPED)
    ask(world.admin, "StopAutoMLJob", AutoMLJobName="churn-1")
    with pytest.raises(ResourceNotFound):
        ask(world.admin, "StopAutoMLJob", AutoMLJobName="other")


def test_names_are_taken_once_and_unknown_ones_are_told(world: World) -> None:
    _create(world)
    with pytest.raises(ResourceInUse):
        _create(world)
    with pytest.raises(ResourceNotFound, match="other"):
        _describe(world, "other")
    with pytest.raises(ResourceNotFound):
        ask(world.admin, "ListCandidatesForAutoMLJob", AutoMLJobName="other")


def test_lists_filter_sort_and_page(world: World) -> None:
    for name in ("alpha", "beta", "gamma"):
        _create(world, name)
        world.clock.advance(seconds=1)
    newest = ask(world.admin, "ListAutoMLJobs", MaxResults=2, SortBy="CreationTime")
    assert [job["AutoMLJobName"] for job in newest["AutoMLJobSummaries"]] == ["gamma", "beta"]
    rest = ask(world.admin, "ListAutoMLJobs", MaxResults=2, SortBy="CreationTime", NextToken=newest["NextToken"])
    assert [job["AutoMLJobName"] for job in rest["AutoMLJobSummaries"]] == ["alpha"]
    named = ask(
        world.admin, "ListAutoMLJobs", NameContains="a", SortBy="Name", SortOrder="Ascending", StatusEquals="InProgress"
    )
    assert [job["AutoMLJobName"] for job in named["AutoMLJobSummaries"]] == ["alpha", "beta", "gamma"]
    assert ask(world.admin, "ListAutoMLJobs", StatusEquals="Failed")["AutoMLJobSummaries"] == []
    with pytest.raises(ValidationException):
        ask(world.admin, "ListAutoMLJobs", NextToken="bm9uc2Vuc2U=")


def test_neither_type_nor_objective_leaves_both_to_the_work(world: World) -> None:
    request = automl_request(world.role, **_tabular())
    del request["AutoMLJobObjective"]
    tabular = world.job(ask(world.admin, "CreateAutoMLJobV2", **request)["AutoMLJobArn"]).spec.payload["tabular"]
    assert (tabular["problem"], tabular["objective"], tabular["seconds"]) == (None, None, 600)


def test_the_role_is_passed_and_assumable(world: World) -> None:
    jane = world.user("jane", {"Action": "sagemaker:*", "Resource": "*"})
    with pytest.raises(AccessDeniedException, match="iam:PassRole"):
        ask(jane, "CreateAutoMLJobV2", **automl_request(world.role))
    stranger = world.make_role("Stranger", "forecast.amazonaws.com")
    with pytest.raises(ValidationException, match="Could not assume role"):
        ask(world.admin, "CreateAutoMLJobV2", **automl_request(stranger))
    only = {"Action": "sagemaker:Create*", "Resource": f"arn:aws:sagemaker:*:{ACCOUNT}:automl-job/mine-*"}
    joe = world.user("joe", only, {"Action": "iam:PassRole", "Resource": world.role})
    ask(joe, "CreateAutoMLJobV2", **automl_request(world.role, "mine-1"))
    with pytest.raises(AccessDeniedException, match="sagemaker:CreateAutoMLJobV2"):
        ask(joe, "CreateAutoMLJobV2", **automl_request(world.role, "yours-1"))


def test_tags_decide(world: World) -> None:
    tagged = {"StringEquals": {"aws:RequestTag/team": "blue"}}
    mine = {"StringEquals": {"aws:ResourceTag/team": "blue"}}
    jane = world.user(
        "jane",
        {"Action": "sagemaker:CreateAutoMLJobV2", "Resource": "*", "Condition": tagged},
        {"Action": "sagemaker:DescribeAutoMLJobV2", "Resource": "*", "Condition": mine},
        {"Action": ["iam:PassRole", "sagemaker:AddTags"], "Resource": "*"},
    )
    blue = [{"Key": "team", "Value": "blue"}]
    with pytest.raises(AccessDeniedException):
        ask(jane, "CreateAutoMLJobV2", **automl_request(world.role))
    ask(jane, "CreateAutoMLJobV2", **automl_request(world.role, Tags=blue))
    ask(jane, "DescribeAutoMLJobV2", AutoMLJobName="churn-1")
    _create(world, "untagged")
    with pytest.raises(AccessDeniedException):
        ask(jane, "DescribeAutoMLJobV2", AutoMLJobName="untagged")
    with pytest.raises(ValidationException, match="Duplicate"):
        _create(world, "twice", Tags=blue * 2)

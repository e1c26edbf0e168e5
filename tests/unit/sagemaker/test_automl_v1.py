"""CreateAutoMLJob and DescribeAutoMLJob: the first version, mapped to the same jobs."""

from typing import Any

import pytest

from sealcanvas.sagemaker.errors import AccessDeniedException, ResourceInUse, ResourceNotFound, ValidationException
from tests.unit.sagemaker.sagemaker_world import RESULT, World, ask, automl_request


def _channel(**members: Any) -> dict[str, Any]:
    where = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://in/churn.csv"}}
    return {"DataSource": where, "TargetAttributeName": "churn", **members}


def _request(role: str, **members: Any) -> dict[str, Any]:
    return {
        "AutoMLJobName": "churn-1",
        "RoleArn": role,
        "InputDataConfig": [_channel()],
        "OutputDataConfig": {"S3OutputPath": "s3://out/"},
        **members,
    }


def _config(**generation: Any) -> dict[str, Any]:
    return {"AutoMLJobConfig": {"Mode": "ENSEMBLING", "CandidateGenerationConfig": generation}}


def test_all_members_mean_what_they_mean_in_v2(world: World) -> None:
    volume = world.key()
    asked = _request(
        world.role,
        InputDataConfig=[
            _channel(SampleWeightAttributeName="w", CompressionType="Gzip"),
            _channel(SampleWeightAttributeName="w", ChannelType="validation"),
        ],
        ProblemType="BinaryClassification",
        AutoMLJobObjective={"MetricName": "AUC"},
        GenerateCandidateDefinitionsOnly=False,
        AutoMLJobConfig={
            "Mode": "ENSEMBLING",
            "CompletionCriteria": {
                "MaxCandidates": 5,
                "MaxRuntimePerTrainingJobInSeconds": 10,
                "MaxAutoMLJobRuntimeInSeconds": 90,
            },
            "SecurityConfig": {"VolumeKmsKeyId": volume},
            "CandidateGenerationConfig": {
                "FeatureSpecificationS3Uri": "s3://in/f.json",
                "AlgorithmsConfig": [{"AutoMLAlgorithms": ["lightgbm"]}],
            },
        },
    )
    arn = ask(world.admin, "CreateAutoMLJob", **asked)["AutoMLJobArn"]
    spec = world.job(arn).spec
    assert (spec.task, spec.volume_key) == ("automl", volume)
    assert {kind: channel["gzip"] for kind, channel in spec.payload["channels"].items()} == {
        "training": True,
        "validation": False,
    }
    assert spec.payload["tabular"] == {
        "target": "churn",
        "problem": "BinaryClassification",
        "objective": "AUC",
        "mode": "ENSEMBLING",
        "algorithms": ["lightgbm"],
        "max_candidates": 5,
        "seconds": 90,
        "candidate_seconds": 10,
        "validation_fraction": None,
        "weight": "w",
        "feature_specification": "s3://in/f.json",
        "definitions_only": False,
    }


def test_each_version_describes_a_v1_job_in_its_own_words(world: World) -> None:
    split = {"AutoMLJobConfig": {"DataSplitConfig": {"ValidationFraction": 0.3}, "Mode": "AUTO"}}
    asked = _request(world.role, **split, Tags=[{"Key": "team", "Value": "blue"}])
    world.succeed(ask(world.admin, "CreateAutoMLJob", **asked)["AutoMLJobArn"], RESULT)
    old = ask(world.admin, "DescribeAutoMLJob", AutoMLJobName="churn-1")
    assert {name: old[name] for name in asked if name != "Tags"} == {n: v for n, v in asked.items() if n != "Tags"}
    assert "Tags" not in old
    assert old["ResolvedAttributes"] == {
        "AutoMLJobObjective": {"MetricName": "F1"},
        "ProblemType": "BinaryClassification",
        "CompletionCriteria": {"MaxCandidates": 24, "MaxAutoMLJobRuntimeInSeconds": 600},
    }
    new = ask(world.admin, "DescribeAutoMLJobV2", AutoMLJobName="churn-1")
    assert new["DataSplitConfig"] == {"ValidationFraction": 0.3}
    assert new["AutoMLProblemTypeConfig"] == {"TabularJobConfig": {"TargetAttributeName": "churn", "Mode": "AUTO"}}
    assert new["AutoMLProblemTypeConfigName"] == "Tabular"
    assert old["BestCandidate"] == new["BestCandidate"]
    listed = ask(world.admin, "ListAutoMLJobs")["AutoMLJobSummaries"]
    assert [job["AutoMLJobName"] for job in listed] == ["churn-1"]


def test_v1_does_not_describe_a_v2_job_and_says_who_does(world: World) -> None:
    ask(world.admin, "CreateAutoMLJobV2", **automl_request(world.role))
    with pytest.raises(ResourceNotFound, match="DescribeAutoMLJobV2"):
        ask(world.admin, "DescribeAutoMLJob", AutoMLJobName="churn-1")
    with pytest.raises(ResourceNotFound, match="can't find an AutoML job called other"):
        ask(world.admin, "DescribeAutoMLJob", AutoMLJobName="other")


def test_both_versions_share_names_whatever_their_letters(world: World) -> None:
    ask(world.admin, "CreateAutoMLJob", **_request(world.role))
    for name in ("churn-1", "Churn-1", "CHURN-1"):
        with pytest.raises(ResourceInUse, match=name):
            ask(world.admin, "CreateAutoMLJobV2", **automl_request(world.role, name))
        with pytest.raises(ResourceInUse, match=name):
            ask(world.admin, "CreateAutoMLJob", **_request(world.role, AutoMLJobName=name))


@pytest.mark.parametrize(
    ("members", "word"),
    [
        ({"ProblemType": "Regression"}, "together"),
        ({"AutoMLJobObjective": {"MetricName": "F1"}}, "together"),
        ({"InputDataConfig": [_channel(), _channel(TargetAttributeName="x", ChannelType="validation")]}, "Target"),
        (
            {"InputDataConfig": [_channel(), _channel(SampleWeightAttributeName="x", ChannelType="validation")]},
            "Weight",
        ),
        (
            {
                "AutoMLJobConfig": {"Mode": "HYPERPARAMETER_TUNING"},
                "InputDataConfig": [_channel(SampleWeightAttributeName="w")],
            },
            "Weight",
        ),
        (_config(AlgorithmsConfig=[{"AutoMLAlgorithms": ["catboost"]}]), "catboost"),
        (_config(FeatureSpecificationS3Uri="https://x/y"), "FeatureSpecificationS3Uri"),
        ({"ModelDeployConfig": {"EndpointName": "e", "AutoGenerateEndpointName": True}}, "ModelDeployConfig"),
        ({"AutoMLJobConfig": {"SecurityConfig": {"VolumeKmsKeyId": "nonsense"}}}, "VolumeKmsKeyId"),
    ],
)
def test_what_v2_refuses_v1_refuses(world: World, members: dict[str, Any], word: str) -> None:
    with pytest.raises(ValidationException, match=word):
        ask(world.admin, "CreateAutoMLJob", **_request(world.role, **members))


def test_policies_see_the_keys_of_a_v1_job(world: World) -> None:
    key = world.key()
    other = {"ArnNotEquals": {"sagemaker:VolumeKmsKey": key}}
    demand = {"Effect": "Deny", "Action": "sagemaker:*", "Resource": "*", "Condition": other}
    jane = world.user("jane", {"Action": ["sagemaker:*", "iam:PassRole"], "Resource": "*"}, demand)
    with pytest.raises(AccessDeniedException):
        ask(jane, "CreateAutoMLJob", **_request(world.role))
    config = {"AutoMLJobConfig": {"SecurityConfig": {"VolumeKmsKeyId": key}}}
    ask(jane, "CreateAutoMLJob", **_request(world.role, **config))


def test_definitions_only(world: World) -> None:
    asked = _request(world.role, GenerateCandidateDefinitionsOnly=True)
    arn = ask(world.admin, "CreateAutoMLJob", **asked)["AutoMLJobArn"]
    assert world.job(arn).spec.payload["tabular"]["definitions_only"] is True
    world.succeed(arn, {"definitions": True, "problem": "Regression", "objective": "MSE"})
    for name in ("DescribeAutoMLJob", "DescribeAutoMLJobV2"):
        told = ask(world.admin, name, AutoMLJobName="churn-1")
        assert (told["AutoMLJobStatus"], told["AutoMLJobSecondaryStatus"]) == (
            "Completed",
            "CandidateDefinitionsGenerated",
        )
        assert told["AutoMLJobArtifacts"] == {
            "CandidateDefinitionNotebookLocation": "s3://out/churn-1/notebooks/candidate-definitions.ipynb"
        }
        assert "BestCandidate" not in told
    assert ask(world.admin, "ListCandidatesForAutoMLJob", AutoMLJobName="churn-1")["Candidates"] == []

"""Every member of CreateAutoMLJobV2 for tables is honoured, and reaches the task, or is refused by its name."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from sealcanvas.sagemaker.automl.request import read_work
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.tabular_problem import OBJECTIVES
from sealcanvas.service.call import Call
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.model import load
from sealcanvas.wire.validate import validate
from tests.support.instance import ACCOUNT, REGION
from tests.unit.sagemaker.sagemaker_world import World, ask, automl_request

PARQUET = "x-application/vnd.amazon+parquet"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/Runner"
CALL = cast("Call", SimpleNamespace(region=REGION, account=ACCOUNT))


def _read(**members: Any) -> dict[str, Any]:
    """The task's payload, of a request that the wire lets through."""
    request = {**automl_request(ROLE), **members}
    validate(load("sagemaker").operations["CreateAutoMLJobV2"], request)
    return read_work(CALL, request).payload


def _tabular(**members: Any) -> dict[str, Any]:
    config = {"TargetAttributeName": "churn", "ProblemType": "BinaryClassification", **members}
    return {"AutoMLProblemTypeConfig": {"TabularJobConfig": config}}


def _channel(**members: Any) -> dict[str, Any]:
    where = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://in/x.csv", **members.pop("source", {})}}
    return {"ChannelType": "training", "DataSource": where, **members}


def _input(*channels: dict[str, Any]) -> dict[str, Any]:
    return {"AutoMLJobInputDataConfig": list(channels)}


def _algorithms(*names: str, **members: Any) -> dict[str, Any]:
    config = {"AlgorithmsConfig": [{"AutoMLAlgorithms": list(names)}]}
    return _tabular(CandidateGenerationConfig=config, **members)


@pytest.mark.parametrize(
    ("members", "name", "value"),
    [
        (_tabular(Mode="HYPERPARAMETER_TUNING"), "mode", "HYPERPARAMETER_TUNING"),
        (_tabular(Mode="AUTO"), "mode", "AUTO"),
        (_tabular(), "mode", "AUTO"),
        (_tabular(CompletionCriteria={"MaxCandidates": 7}), "max_candidates", 7),
        (_tabular(CompletionCriteria={"MaxCandidates": 7}), "seconds", 600),
        (_tabular(CompletionCriteria={"MaxRuntimePerTrainingJobInSeconds": 9}), "candidate_seconds", 9),
        (_tabular(CompletionCriteria={"MaxAutoMLJobRuntimeInSeconds": 2_592_000}), "seconds", 2_592_000),
        (_tabular(SampleWeightAttributeName="w", Mode="ENSEMBLING"), "weight", "w"),
        (_tabular(FeatureSpecificationS3Uri="s3://in/f.json"), "feature_specification", "s3://in/f.json"),
        (_tabular(GenerateCandidateDefinitionsOnly=True), "definitions_only", True),
        (
            _algorithms("lightgbm", "extra-trees", "lightgbm", Mode="ENSEMBLING"),
            "algorithms",
            ["lightgbm", "extra-trees"],
        ),
        (_algorithms("linear-learner", Mode="HYPERPARAMETER_TUNING"), "algorithms", ["linear-learner"]),
        (_algorithms(Mode="ENSEMBLING"), "algorithms", None),
        (_tabular(CandidateGenerationConfig={"AlgorithmsConfig": []}), "algorithms", None),
        ({"DataSplitConfig": {"ValidationFraction": 0.3}}, "validation_fraction", 0.3),
    ],
)
def test_what_is_honoured_reaches_the_task(members: dict[str, Any], name: str, value: Any) -> None:
    assert _read(**members)["tabular"][name] == value


def test_channels_reach_the_task_as_they_are_described() -> None:
    manifest = _channel(source={"S3DataType": "ManifestFile", "S3Uri": "s3://in/list.json"}, ContentType=PARQUET)
    validation = _channel(ChannelType="validation", ContentType=PARQUET)
    assert _read(**_input(validation, manifest))["channels"] == {
        "training": {"uri": "s3://in/list.json", "type": "ManifestFile", "content": "parquet", "gzip": False},
        "validation": {"uri": "s3://in/x.csv", "type": "S3Prefix", "content": "parquet", "gzip": False},
    }
    spelled = _channel(ContentType="Text/CSV; header=present", CompressionType="Gzip")
    del spelled["ChannelType"]
    found = _read(**_input(spelled))["channels"]
    assert found == {"training": {"uri": "s3://in/x.csv", "type": "S3Prefix", "content": "csv", "gzip": True}}


@pytest.mark.parametrize(
    ("problem", "objective"), [(problem, name) for problem, names in OBJECTIVES.items() for name in names]
)
def test_every_documented_objective_is_taken(problem: str, objective: str) -> None:
    config = {"TargetAttributeName": "churn", "ProblemType": problem}
    tabular = _read(AutoMLJobObjective={"MetricName": objective}, AutoMLProblemTypeConfig={"TabularJobConfig": config})[
        "tabular"
    ]
    assert (tabular["problem"], tabular["objective"]) == (problem, objective)


@pytest.mark.parametrize(
    ("members", "word"),
    [
        (_input(_channel(source={"S3DataType": "AugmentedManifestFile"})), "AugmentedManifestFile"),
        (_input(_channel(source={"S3DataType": "ManifestFile"}, CompressionType="Gzip")), "Gzip"),
        (_input(_channel(source={"S3Uri": "https://in/x"})), "S3Uri"),
        (_input(_channel(ContentType="application/json")), "ContentType"),
        (_input(_channel(ContentType="text/csv;header=absent")), "header=absent"),
        (_input(_channel(ContentType="text/csv")), "ContentType"),
        (_input(_channel(), _channel()), "training channel"),
        (_input(_channel(ChannelType="validation")), "'training'"),
        (_input({"ChannelType": "training"}), "DataSource"),
        (_input(_channel(ContentType=PARQUET, CompressionType="Gzip")), "Gzip"),
        (_input(_channel(), _channel(ChannelType="validation", ContentType=PARQUET)), "same ContentType"),
        ({"DataSplitConfig": {"ValidationFraction": 0}}, "ValidationFraction"),
        ({"DataSplitConfig": {"ValidationFraction": 1}}, "ValidationFraction"),
        (
            {"DataSplitConfig": {"ValidationFraction": 0.2}, **_input(_channel(), _channel(ChannelType="validation"))},
            "not both",
        ),
        (
            {"AutoMLComputeConfig": {"EmrServerlessComputeConfig": {"ExecutionRoleARN": ROLE}}},
            "AutoMLComputeConfig",
        ),
        ({"SecurityConfig": {"VolumeKmsKeyId": "nonsense"}}, "VolumeKmsKeyId"),
        ({"OutputDataConfig": {"S3OutputPath": "s3://out/", "KmsKeyId": "nonsense"}}, "OutputDataConfig.KmsKeyId"),
        ({"OutputDataConfig": {"S3OutputPath": "https://out/x"}}, "S3OutputPath"),
        ({"OutputDataConfig": {"S3OutputPath": "s3://out/" + "x" * 504}}, "512"),
        ({"AutoMLJobObjective": {"MetricName": "RMSE"}}, "does not exist for BinaryClassification"),
        (
            {"AutoMLJobObjective": {"MetricName": "MAPE"}, **_tabular(ProblemType="Regression")},
            "does not exist for Regression",
        ),
        ({"AutoMLProblemTypeConfig": {"TabularJobConfig": {"TargetAttributeName": "churn"}}}, "together"),
        (_tabular(SampleWeightAttributeName="w", Mode="HYPERPARAMETER_TUNING"), "SampleWeightAttributeName"),
        (_tabular(SampleWeightAttributeName="churn"), "SampleWeightAttributeName"),
        (_tabular(FeatureSpecificationS3Uri="https://in/f.json"), "FeatureSpecificationS3Uri"),
        (_tabular(CompletionCriteria={"MaxAutoMLJobRuntimeInSeconds": 2_592_001}), "30 days"),
        (_tabular(CompletionCriteria={"MaxRuntimePerTrainingJobInSeconds": 2_592_001}), "PerTrainingJob"),
        (_algorithms("lightgbm"), "AUTO"),
        (_algorithms("lightgbm", Mode="AUTO"), "AUTO"),
        (_algorithms("fastai", Mode="ENSEMBLING"), "'fastai'"),
        (_algorithms("catboost", Mode="HYPERPARAMETER_TUNING"), "'catboost'"),
        (_algorithms("randomforest", Mode="HYPERPARAMETER_TUNING"), "'randomforest'"),
        ({"AutoMLProblemTypeConfig": {"ImageClassificationJobConfig": {}}}, "ImageClassificationJobConfig"),
        ({"AutoMLProblemTypeConfig": {"TextGenerationJobConfig": {}}}, "TextGenerationJobConfig"),
    ],
)
def test_what_cannot_be_honoured_is_refused_by_its_name(members: dict[str, Any], word: str) -> None:
    with pytest.raises(ValidationException, match=word):
        _read(**members)


@pytest.mark.parametrize(
    "members",
    [
        {"AutoMLJobName": "-churn"},
        {"AutoMLJobName": "churn_1"},
        {"AutoMLJobName": "x" * 33},
        {"AutoMLJobName": ""},
        _tabular(CompletionCriteria={"MaxCandidates": 751}),
        _tabular(CompletionCriteria={"MaxCandidates": 0}),
        _tabular(CompletionCriteria={"MaxAutoMLJobRuntimeInSeconds": 0}),
        _tabular(SampleWeightAttributeName="a b"),
        _tabular(Mode="BEST"),
        _algorithms("svm", Mode="ENSEMBLING"),
        _input(),
        _input(*[_channel()] * 3),
        {"Tags": [{"Key": "k", "Value": "v"}] * 51},
    ],
)
def test_bounds_and_enumerations_of_the_model_hold(members: dict[str, Any]) -> None:
    with pytest.raises(WireError, match="validation error"):
        _read(**members)


def test_a_refused_request_leaves_neither_job_nor_name(world: World) -> None:
    with pytest.raises(ValidationException):
        ask(world.admin, "CreateAutoMLJobV2", **automl_request(world.role, ModelDeployConfig={}))
    assert ask(world.admin, "ListAutoMLJobs")["AutoMLJobSummaries"] == []
    ask(world.admin, "CreateAutoMLJobV2", **automl_request(world.role))


def test_the_network_and_the_traffic_encryption_are_kept_and_given_back(world: World) -> None:
    vpc = {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1", "subnet-2"]}
    security = {"VpcConfig": vpc, "EnableInterContainerTrafficEncryption": True}
    ask(world.admin, "CreateAutoMLJobV2", **automl_request(world.role, SecurityConfig=security))
    assert ask(world.admin, "DescribeAutoMLJobV2", AutoMLJobName="churn-1")["SecurityConfig"] == security

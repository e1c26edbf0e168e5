"""Models: what can be one, and lists of them."""

from typing import Any

import pytest

from sealcanvas.sagemaker.errors import AccessDeniedException, ValidationException
from tests.unit.sagemaker.sagemaker_world import IMAGE, World, ask

URL = "s3://out/churn-1/model/model.zip"
S3_OBJECT = {"S3DataSource": {"S3Uri": URL, "S3DataType": "S3Object", "CompressionType": "None"}}


def _model(world: World, name: str = "churn-m", **members: Any) -> str:
    container = {"Image": IMAGE, "ModelDataUrl": URL, **members.pop("container", {})}
    request = {"ModelName": name, "ExecutionRoleArn": world.role, "PrimaryContainer": container, **members}
    arn: str = ask(world.admin, "CreateModel", **request)["ModelArn"]
    return arn


def test_models_come_and_go(world: World) -> None:
    arn = _model(world)
    found = ask(world.admin, "DescribeModel", ModelName="churn-m")
    assert (found["ModelArn"], found["PrimaryContainer"]["ModelDataUrl"]) == (arn, URL)
    with pytest.raises(ValidationException, match="already existing model"):
        _model(world)
    assert [model["ModelName"] for model in ask(world.admin, "ListModels")["Models"]] == ["churn-m"]
    ask(world.admin, "DeleteModel", ModelName="churn-m")
    with pytest.raises(ValidationException, match="Could not find model"):
        ask(world.admin, "DescribeModel", ModelName="churn-m")


@pytest.mark.parametrize(
    "members",
    [
        {"PrimaryContainer": None},
        {"Containers": [{"Image": IMAGE, "ModelDataUrl": URL}]},
        {"container": {"Image": "xgboost:1"}},
        {"container": {"ModelDataUrl": "https://out/x"}},
        {"container": {"Mode": "MultiModel"}},
        {"container": {"ModelPackageName": "pack"}},
        {"container": {"InferenceSpecificationName": "small"}},
        {"container": {"MultiModelConfig": {"ModelCacheSetting": "Disabled"}}},
        {"container": {"ImageConfig": {"RepositoryAccessMode": "Platform"}}},
        {"container": {"ModelDataSource": S3_OBJECT}},
        {"container": {"Environment": {"SAGEMAKER_INFERENCE_OUTPUT": "nonsense"}}},
        {"container": {"Environment": {"SEALCANVAS_OUTPUT_HEADER": "yes"}}},
        {"EnableNetworkIsolation": True},
        {"VpcConfig": {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]}},
    ],
)
def test_what_cannot_run_is_no_model(world: World, members: dict[str, Any]) -> None:
    members = dict(members)
    if members.get("PrimaryContainer", members) is None:
        with pytest.raises(ValidationException, match="either"):
            ask(world.admin, "CreateModel", ModelName="churn-m", ExecutionRoleArn=world.role)
        return
    with pytest.raises(ValidationException):
        _model(world, **members)


def test_a_models_role_is_passed(world: World) -> None:
    jane = world.user("jane", {"Action": "sagemaker:*", "Resource": "*"})
    container = {"Image": IMAGE, "ModelDataUrl": URL}
    with pytest.raises(AccessDeniedException, match="iam:PassRole"):
        ask(jane, "CreateModel", ModelName="m", ExecutionRoleArn=world.role, PrimaryContainer=container)
    with pytest.raises(ValidationException, match="ExecutionRoleArn"):
        ask(world.admin, "CreateModel", ModelName="m", PrimaryContainer=container)


def test_a_model_may_name_its_bundle_as_a_data_source(world: World) -> None:
    container = {"Image": IMAGE, "ModelDataSource": S3_OBJECT}
    ask(world.admin, "CreateModel", ModelName="m", ExecutionRoleArn=world.role, Containers=[container])
    assert ask(world.admin, "DescribeModel", ModelName="m")["Containers"] == [container]
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://in/new.csv"}}
    request = {
        "TransformJobName": "b",
        "ModelName": "m",
        "TransformInput": {"DataSource": source},
        "TransformOutput": {"S3OutputPath": "s3://out/"},
        "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 1},
    }
    with pytest.raises(ValidationException, match="ModelDataSource cannot be used with batch transform"):
        ask(world.admin, "CreateTransformJob", **request)


@pytest.mark.parametrize(
    "change", [{"S3DataType": "S3Prefix"}, {"CompressionType": "Gzip"}, {"ETag": "x"}, {"S3Uri": "https://b/k"}]
)
def test_other_data_sources_are_refused_by_name(world: World, change: dict[str, str]) -> None:
    container = {"Image": IMAGE, "ModelDataSource": {"S3DataSource": {**S3_OBJECT["S3DataSource"], **change}}}
    with pytest.raises(ValidationException, match="ModelDataSource"):
        ask(world.admin, "CreateModel", ModelName="m", ExecutionRoleArn=world.role, PrimaryContainer=container)


def test_lists_of_models_are_filtered_sorted_and_paged(world: World) -> None:
    for name in ("b-one", "a-two", "c-one"):
        _model(world, name)
        world.clock.advance(seconds=1)
    newest = [model["ModelName"] for model in ask(world.admin, "ListModels")["Models"]]
    assert newest == ["c-one", "a-two", "b-one"]
    found = ask(world.admin, "ListModels", NameContains="one", SortBy="Name", SortOrder="Ascending", MaxResults=1)
    assert [model["ModelName"] for model in found["Models"]] == ["b-one"]
    more = ask(
        world.admin,
        "ListModels",
        NameContains="one",
        SortBy="Name",
        SortOrder="Ascending",
        NextToken=found["NextToken"],
    )
    assert [model["ModelName"] for model in more["Models"]] == ["c-one"]
    assert "NextToken" not in more

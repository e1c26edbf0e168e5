from typing import Any

import pytest

from sealcanvas.sagemaker.errors import AccessDeniedException, ResourceInUse, ResourceNotFound, ValidationException
from tests.unit.sagemaker.sagemaker_world import IMAGE, World, ask

URL = "s3://out/churn-1/model/model.zip"


def _model(world: World, name: str = "churn-m", **members: Any) -> str:
    container = {"Image": IMAGE, "ModelDataUrl": URL, **members.pop("container", {})}
    request = {"ModelName": name, "ExecutionRoleArn": world.role, "PrimaryContainer": container, **members}
    arn: str = ask(world.admin, "CreateModel", **request)["ModelArn"]
    return arn


def _transform(**members: Any) -> dict[str, Any]:
    request = {
        "TransformJobName": "churn-b",
        "ModelName": "churn-m",
        "TransformInput": {
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://in/new.csv"}},
            "ContentType": "text/csv",
            "SplitType": "Line",
        },
        "TransformOutput": {"S3OutputPath": "s3://out/pred/", "AssembleWith": "Line"},
        "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 1},
    }
    for member, value in members.items():
        old = request.get(member)
        request[member] = {**old, **value} if isinstance(old, dict) else value
    return request


def _describe(world: World) -> dict[str, Any]:
    return ask(world.admin, "DescribeTransformJob", TransformJobName="churn-b")


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


def test_a_transform_job_runs_as_the_models_role_with_both_keys(world: World) -> None:
    volume, out = world.key(), world.key()
    _model(world, container={"Environment": {"SAGEMAKER_INFERENCE_OUTPUT": "predicted_label"}})
    request = _transform(
        TransformOutput={"KmsKeyId": out},
        TransformResources={"VolumeKmsKeyId": volume},
        DataProcessing={"JoinSource": "Input"},
        Environment={"SAGEMAKER_INFERENCE_OUTPUT": "predicted_label, probability", "SEALCANVAS_OUTPUT_HEADER": "true"},
    )
    arn = ask(world.admin, "CreateTransformJob", **request)["TransformJobArn"]
    spec = world.job(arn).spec
    assert (spec.role_arn, spec.volume_key, spec.task) == (world.role, volume, "transform")
    assert spec.payload == {
        "model": URL,
        "input": {"uri": "s3://in/new.csv", "gzip": False, "parquet": False},
        "join": True,
        "columns": ["predicted_label", "probability"],
        "header": True,
        "output": "s3://out/pred/",
        "output_key": out,
    }


def test_states_follow_the_work(world: World) -> None:
    _model(world)
    arn = ask(world.admin, "CreateTransformJob", **_transform())["TransformJobArn"]
    assert _describe(world)["TransformJobStatus"] == "InProgress"
    world.clock.advance(seconds=1)
    world.progress(arn, "Predicting")
    assert _describe(world)["TransformStartTime"] == world.clock()
    world.clock.advance(seconds=1)
    world.succeed(arn, {"rows": 7, "files": 1})
    done = _describe(world)
    assert (done["TransformJobStatus"], done["TransformEndTime"]) == ("Completed", world.clock())
    with pytest.raises(ResourceInUse):
        ask(world.admin, "CreateTransformJob", **_transform())
    [found] = ask(world.admin, "ListTransformJobs", StatusEquals="Completed")["TransformJobSummaries"]
    assert found["TransformJobName"] == "churn-b"


def test_failing_and_stopping(world: World) -> None:
    _model(world)
    arn = ask(world.admin, "CreateTransformJob", **_transform())["TransformJobArn"]
    world.fail(arn, "KMS.DisabledException", "arn:aws:kms:…:key/k is disabled.", "PutObject", "r", "s3")
    assert _describe(world)["TransformJobStatus"] == "Failed"
    assert all(word in _describe(world)["FailureReason"] for word in ("key/k", "kms:GenerateDataKey", world.role))
    ask(world.admin, "CreateTransformJob", **_transform(TransformJobName="other"))
    ask(world.admin, "StopTransformJob", TransformJobName="other")
    stopped = ask(world.admin, "DescribeTransformJob", TransformJobName="other")
    assert stopped["TransformJobStatus"] == "Stopped"
    with pytest.raises(ResourceNotFound):
        ask(world.admin, "StopTransformJob", TransformJobName="none")


MANIFEST = {"S3DataSource": {"S3DataType": "ManifestFile", "S3Uri": "s3://in/x"}}


@pytest.mark.parametrize(
    ("members", "word"),
    [
        ({"ModelName": "none"}, "Could not find model"),
        ({"DataProcessing": {"InputFilter": "$[1:]"}}, "InputFilter"),
        ({"DataProcessing": {"OutputFilter": "$[0]"}}, "OutputFilter"),
        ({"DataCaptureConfig": {"DestinationS3Uri": "s3://x/y"}}, "DataCaptureConfig"),
        ({"TransformInput": {"SplitType": "RecordIO"}}, "SplitType"),
        ({"TransformInput": {"ContentType": "application/json"}}, "ContentType"),
        ({"TransformInput": {"DataSource": MANIFEST}}, "ManifestFile"),
        ({"TransformOutput": {"Accept": "application/json"}}, "Accept"),
        ({"TransformOutput": {"S3OutputPath": "https://x/y"}}, "S3OutputPath"),
        ({"TransformOutput": {"KmsKeyId": "nonsense"}}, "TransformOutput.KmsKeyId"),
        ({"TransformResources": {"VolumeKmsKeyId": "nonsense"}}, "VolumeKmsKeyId"),
        ({"Environment": {"SAGEMAKER_INFERENCE_OUTPUT": "fame"}}, "fame"),
    ],
)
def test_every_member_is_honoured_or_refused(world: World, members: dict[str, Any], word: str) -> None:
    _model(world)
    with pytest.raises(ValidationException, match=word):
        ask(world.admin, "CreateTransformJob", **_transform(**members))
    assert ask(world.admin, "ListTransformJobs")["TransformJobSummaries"] == []

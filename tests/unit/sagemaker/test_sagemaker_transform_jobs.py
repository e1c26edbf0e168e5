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
        "input": {"uri": "s3://in/new.csv", "manifest": False, "gzip": False},
        "content_type": "text/csv",
        "accept": "text/csv",
        "by_record": True,
        "lines": True,
        "most_bytes": 6 << 20,
        "invocation_seconds": 600,
        "input_filter": "$",
        "output_filter": "$",
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


AUGMENTED = {"S3DataSource": {"S3DataType": "AugmentedManifestFile", "S3Uri": "s3://in/x"}}
PARQUET = {"ContentType": "application/x-parquet", "SplitType": "None"}


@pytest.mark.parametrize(
    ("members", "word"),
    [
        ({"ModelName": "none"}, "Could not find model"),
        ({"DataProcessing": {"InputFilter": "$[1"}}, "InputFilter: invalid JsonPath"),
        ({"DataProcessing": {"OutputFilter": "$[0:2,4:]"}}, "only single range filters"),
        ({"DataProcessing": {"InputFilter": "$.id"}}, "only index based paths"),
        ({"DataProcessing": {"OutputFilter": "$['id','SageMakerOutput']"}}, "only index based paths"),
        ({"DataProcessing": {"InputFilter": "$[1:]"}, "TransformInput": {"SplitType": "None"}}, "SplitType 'Line'"),
        ({"DataProcessing": {"JoinSource": "Input"}, "TransformOutput": {"AssembleWith": "None"}}, "AssembleWith"),
        ({"DataProcessing": {"JoinSource": "Input"}, "TransformOutput": {"Accept": "application/json"}}, "one format"),
        ({"DataProcessing": {"JoinSource": "Input"}, "TransformInput": PARQUET}, "does not fit the ContentType"),
        ({"DataCaptureConfig": {"DestinationS3Uri": "s3://x/y"}}, "DataCaptureConfig"),
        ({"TransformInput": {"SplitType": "RecordIO"}}, "SplitType"),
        ({"ExperimentConfig": {}}, "ExperimentConfig"),
        ({"TransformInput": {"SplitType": "TFRecord"}}, "TFRecord"),
        ({"TransformInput": {"ContentType": "image/png"}}, "TransformInput.ContentType"),
        ({"TransformInput": {**PARQUET, "SplitType": "Line"}}, "SplitType"),
        ({"TransformInput": {"DataSource": AUGMENTED}}, "AugmentedManifestFile"),
        ({"TransformOutput": {"Accept": "application/x-recordio-protobuf"}}, "TransformOutput.Accept"),
        ({"MaxPayloadInMB": 101}, "cannot be greater than 100 MB"),
        ({"MaxPayloadInMB": 26, "MaxConcurrentTransforms": 4}, "cannot exceed 100 MB, and is 104 MB"),
        ({"MaxConcurrentTransforms": 17}, "cannot exceed"),
        ({"TransformResources": {"InstanceCount": 101}}, "InstanceCount"),
        ({"TransformResources": {"TransformAmiVersion": "al2-ami-sagemaker-batch-gpu-470"}}, "TransformAmiVersion"),
        ({"TransformResources": {"InstanceType": "ml.g5.xlarge", "VolumeKmsKeyId": "alias/k"}}, "local storage"),
        ({"TransformResources": {"InstanceType": "ml.g4dn.xlarge", "VolumeKmsKeyId": "alias/k"}}, "local storage"),
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


def test_what_a_request_says_of_payloads_and_forms_reaches_the_task(world: World) -> None:
    _model(world)
    manifest = {"S3DataSource": {"S3DataType": "ManifestFile", "S3Uri": "s3://in/x"}}
    request = _transform(
        TransformInput={"DataSource": manifest, "ContentType": "application/jsonlines", "CompressionType": "Gzip"},
        DataProcessing={
            "InputFilter": "$.features",
            "JoinSource": "Input",
            "OutputFilter": "$['id','SageMakerOutput']",
        },
        MaxPayloadInMB=0,
        MaxConcurrentTransforms=100,
        BatchStrategy="SingleRecord",
        ModelClientConfig={"InvocationsTimeoutInSeconds": 3600, "InvocationsMaxRetries": 1},
    )
    arn = ask(world.admin, "CreateTransformJob", **request)["TransformJobArn"]
    payload = world.job(arn).spec.payload
    assert payload["input"] == {"uri": "s3://in/x", "manifest": True, "gzip": True}
    assert (payload["content_type"], payload["accept"]) == ("application/jsonlines", "application/jsonlines")
    assert (payload["most_bytes"], payload["invocation_seconds"]) == (None, 3600)
    assert (payload["input_filter"], payload["join"]) == ("$.features", True)
    told = _describe(world)
    for member in ("ModelClientConfig", "MaxConcurrentTransforms", "BatchStrategy", "DataProcessing", "TransformInput"):
        assert told[member] == request[member]


def test_policies_can_demand_instance_types_models_and_keys(world: World) -> None:
    model = _model(world)
    key = world.key()
    for condition, allowed in (
        ({"ForAllValues:StringEquals": {"sagemaker:InstanceTypes": "ml.m5.large"}}, True),
        ({"ForAllValues:StringEquals": {"sagemaker:InstanceTypes": "ml.c5.large"}}, False),
        ({"ArnEquals": {"sagemaker:ModelArn": model}}, True),
        ({"ArnEquals": {"sagemaker:ModelArn": model + "x"}}, False),
        ({"ArnEquals": {"sagemaker:VolumeKmsKey": key}}, True),
        ({"ArnEquals": {"sagemaker:OutputKmsKey": key}}, False),
    ):
        name = f"u{len(str(condition))}-{allowed}"
        user = world.user(name, {"Action": "sagemaker:*", "Resource": "*", "Condition": condition})
        request = _transform(TransformJobName=name, TransformResources={"VolumeKmsKeyId": key})
        if allowed:
            ask(user, "CreateTransformJob", **request)
        else:
            with pytest.raises(AccessDeniedException):
                ask(user, "CreateTransformJob", **request)

"""The steps of the reference's acceptance script, each of which ends well or says why it did not."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from tests.acceptance.problems import Problem
from tests.acceptance.studio import ARTIFACTS, INPUT, OUTPUT, PROFILE, ROLE, Studio, browse, message_of
from tests.acceptance.team import until

_KEPT = "kept"  # of what the flow made and other steps use


def unique(problem: Problem, word: str) -> str:
    return f"{problem.name}-{word}-{secrets.token_hex(3)}"


def start_training(studio: Studio, problem: Problem, name: str, seconds: int, *, quick: bool) -> None:
    """create_auto_ml_job_v2 of the problem's data under KEY_A, with KEY_B and KEY_V."""
    channel = {
        "ChannelType": "training",
        "ContentType": "text/csv;header=present",
        "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{INPUT}/{problem.name}.csv"}},
    }
    studio.client("sagemaker").create_auto_ml_job_v2(
        AutoMLJobName=name,
        RoleArn=studio.role_arn,
        AutoMLJobInputDataConfig=[channel],
        OutputDataConfig={"S3OutputPath": f"s3://{OUTPUT}/", "KmsKeyId": studio.keys["B"]},
        SecurityConfig={"VolumeKmsKeyId": studio.keys["V"], "EnableInterContainerTrafficEncryption": True},
        **problem.job(seconds, quick=quick),
    )


def create_model(studio: Studio, name: str, best: dict[str, Any]) -> None:
    studio.client("sagemaker").create_model(
        ModelName=name, ExecutionRoleArn=studio.role_arn, Containers=best["InferenceContainers"]
    )


def start_transform(studio: Studio, problem: Problem, name: str, model: str) -> None:
    """create_transform_job of the problem's new rows under KEY_A, with KEY_P and KEY_V."""
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{INPUT}/{problem.name}-new.csv"}
    studio.client("sagemaker").create_transform_job(
        TransformJobName=name,
        ModelName=model,
        TransformInput={"DataSource": {"S3DataSource": source}, "ContentType": "text/csv", "SplitType": "Line"},
        TransformOutput={
            "S3OutputPath": f"s3://{OUTPUT}/pred/{name}",
            "AssembleWith": "Line",
            "KmsKeyId": studio.keys["P"],
        },
        TransformResources={
            "InstanceType": "ml.m5.large",
            "InstanceCount": 1,
            "VolumeKmsKeyId": studio.keys["V"],
        },
    )


def start_endpoint(studio: Studio, name: str, model: str) -> None:
    """create_endpoint_config with KEY_E, and create_endpoint."""
    sagemaker = studio.client("sagemaker")
    variant = {"VariantName": "A", "ModelName": model, "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    sagemaker.create_endpoint_config(EndpointConfigName=name, KmsKeyId=studio.keys["E"], ProductionVariants=[variant])
    sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=name)


def delete_endpoint(studio: Studio, name: str) -> None:
    sagemaker = studio.client("sagemaker")
    sagemaker.delete_endpoint(EndpointName=name)
    sagemaker.get_waiter("endpoint_deleted").wait(EndpointName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 10})
    sagemaker.delete_endpoint_config(EndpointConfigName=name)


def train(studio: Studio, problem: Problem) -> str:
    """Train and write a model; "", or the job's FailureReason. A failed job leaves nothing."""
    name = unique(problem, "t")
    start_training(studio, problem, name, 30, quick=True)
    return _automl_reason(studio, name)


def transform(studio: Studio, problem: Problem) -> str:
    name = unique(problem, "b")
    start_transform(studio, problem, name, f"{problem.name}-m")
    describe = studio.client("sagemaker").describe_transform_job
    job = until(lambda: describe(TransformJobName=name), "TransformJobStatus", {"InProgress"}, 240)
    written = studio.objects(OUTPUT, f"pred/{name}/")
    if job["TransformJobStatus"] == "Completed":
        assert [studio.key_of(OUTPUT, key) for key in written] == ["P"]
        return ""
    assert written == []
    return str(job["FailureReason"])


def deploy(studio: Studio, problem: Problem) -> str:
    """A new endpoint, which answers."""
    name = unique(problem, "e")
    start_endpoint(studio, name, f"{problem.name}-m")
    described = studio.endpoint_settled(name)
    if described["EndpointStatus"] == "InService":
        assert len(studio.invoke(name, problem.record).splitlines()) == problem.answers
    delete_endpoint(studio, name)
    return str(described.get("FailureReason", ""))


def import_copy(studio: Studio, problem: Problem) -> str:
    """Import the file into Canvas, which keeps a copy under `Canvas/`."""
    client = studio.client("sealcanvas")
    made = import_dataset(studio, problem, unique(problem, "d"))
    found = until(lambda: client.describe_dataset(DatasetId=made), "Status", {"Importing"}, 120)
    if found["Status"] == "Ready":
        key = found["S3Uri"].removeprefix(f"s3://{ARTIFACTS}/")
        assert studio.key_of(ARTIFACTS, key) == "S"
        return ""
    return str(found["FailureReason"])


def import_dataset(studio: Studio, problem: Problem, name: str) -> str:
    made: str = studio.client("sealcanvas").import_dataset(
        DomainId=studio.domain_id,
        UserProfileName=PROFILE,
        DatasetName=name,
        S3Uri=f"s3://{INPUT}/{problem.name}.csv",
    )["DatasetId"]
    return made


def read_copy(studio: Studio, problem: Problem) -> str:
    """Read the kept copy in the bucket, as the role."""
    session = studio.client("sts").assume_role(RoleArn=studio.role_arn, RoleSessionName="reader")["Credentials"]
    s3 = studio.live.client("s3", session)
    (key,) = [each for each in studio.objects(ARTIFACTS) if each.endswith(f"/{problem.name}.csv")][:1]
    try:
        return "" if s3.get_object(Bucket=ARTIFACTS, Key=key)["Body"].read() == problem.train else "other content"
    except ClientError as error:
        return message_of(error)


def preview(studio: Studio, problem: Problem) -> str:
    """Look at the kept dataset, whose preview lies on the domain's volume."""
    client = studio.client("sealcanvas")
    (dataset,) = [
        each["DatasetId"]
        for each in client.list_datasets(DomainId=studio.domain_id, UserProfileName=PROFILE)["Datasets"]
        if each["DatasetName"] == f"{problem.name}-{_KEPT}"
    ]
    try:
        assert client.preview_dataset(DatasetId=dataset)["Rows"]
    except ClientError as error:
        return message_of(error)
    return ""


def open_app(studio: Studio, problem: Problem) -> str:
    return str(studio.create_app(unique(problem, "app")).get("FailureReason", ""))


def sign_in(studio: Studio, problem: Problem) -> str:
    page = browse(studio.link())
    return "" if page.cookie else page.text


def _automl_reason(studio: Studio, name: str) -> str:
    job = studio.automl_ended(name)
    written = studio.objects(OUTPUT, f"{name}/")
    if job["AutoMLJobStatus"] == "Completed":
        assert {studio.key_of(OUTPUT, key) for key in written} == {"B"}
        return ""
    assert written == []
    return str(job["FailureReason"])


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the script.

    Attributes:
        run: tries it; "", or the reason why it failed.
        needs: the letters of the keys without which it fails, and the action by which each is asked for.
        asked_by: who asks KMS, as the reason has to name it.
    """

    run: Callable[[Studio, Problem], str]
    needs: dict[str, str]
    asked_by: str = ROLE


_READ, _MAKE, _SERVICE = "kms:Decrypt", "kms:GenerateDataKey", "sagemaker.amazonaws.com"
_TOLD = "is disabled"  # KMS's own sentence, to whoever asked
STEPS = {
    "train": Step(train, {"A": _READ, "V": _MAKE, "B": _MAKE}),
    "transform": Step(transform, {"A": _READ, "B": _READ, "V": _MAKE, "P": _MAKE}),
    "deploy": Step(deploy, {"B": _READ, "E": _MAKE}),
    "import": Step(import_copy, {"A": _READ, "S": _MAKE, "D": _MAKE}),
    "read the copy": Step(read_copy, {"S": _TOLD}, ""),
    "preview": Step(preview, {"D": _TOLD, "S": _TOLD}, ""),  # what the copy is closed to, its preview is too
    "app": Step(open_app, {"D": _READ}, _SERVICE),
    "sign in": Step(sign_in, {"D": _READ}, _SERVICE),
}


@dataclass(slots=True)
class Story:
    """What one problem type's way through the script looked like.

    Attributes:
        statuses: each status with its secondary status, as they followed one another.
        job, told: the job at its end, by DescribeAutoMLJobV2 and by DescribeJob.
        predicted, answered: lines of the transform job's output and of the endpoint's answer.
    """

    statuses: list[tuple[str, str]]
    job: dict[str, Any]
    told: dict[str, Any]
    candidates: list[dict[str, Any]]
    predicted: list[str]
    answered: list[str]


def live_through(studio: Studio, problem: Problem, seconds: int) -> Story:
    """The script from create_auto_ml_job_v2 to the predictions; an endpoint, created, asked, deleted; an import."""
    sagemaker, name = studio.client("sagemaker"), f"{problem.name}-1"
    start_training(studio, problem, name, seconds, quick=False)
    statuses: list[tuple[str, str]] = []

    def look() -> dict[str, Any]:
        job: dict[str, Any] = sagemaker.describe_auto_ml_job_v2(AutoMLJobName=name)
        seen = (job["AutoMLJobStatus"], job["AutoMLJobSecondaryStatus"])
        if statuses[-1:] != [seen]:
            statuses.append(seen)
        return job

    job = until(look, "AutoMLJobStatus", {"InProgress"}, 240)
    assert job["AutoMLJobStatus"] == "Completed", json.dumps(job, default=str)
    told = studio.client("sealcanvas").describe_job(JobArn=job["AutoMLJobArn"])
    candidates = sagemaker.list_candidates_for_auto_ml_job(AutoMLJobName=name)["Candidates"]
    model, batch, endpoint = f"{problem.name}-m", f"{problem.name}-b", f"{problem.name}-e"
    create_model(studio, model, job["BestCandidate"])
    start_transform(studio, problem, batch, model)
    start_endpoint(studio, endpoint, model)
    import_dataset(studio, problem, f"{problem.name}-{_KEPT}")
    waiter = sagemaker.get_waiter("transform_job_completed_or_stopped")
    waiter.wait(TransformJobName=batch, WaiterConfig={"Delay": 1, "MaxAttempts": 240})
    (written,) = studio.objects(OUTPUT, f"pred/{batch}/")
    predicted = studio.client("s3").get_object(Bucket=OUTPUT, Key=written)["Body"].read().decode().splitlines()
    described = studio.endpoint_settled(endpoint)
    assert described["EndpointStatus"] == "InService", described
    answered = studio.invoke(endpoint, problem.record).splitlines()
    delete_endpoint(studio, endpoint)
    return Story(statuses, job, told, candidates, predicted, answered)

"""AutoML jobs by boto3 on a live server: both versions, tuning, weights, chosen features, and what cannot be."""

import io
import json
import tarfile
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.acceptance.team import Team, churn, until
from tests.support.live import Live

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def team(live: Live) -> Team:
    team = Team(live)
    team.set_up()
    return team


def _request(team: Team, name: str, file: str = "churn.csv", **tabular: Any) -> dict[str, Any]:
    where = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{team.bucket}/{file}"}}
    criteria = {"MaxAutoMLJobRuntimeInSeconds": 60, "MaxCandidates": 2}
    config = {"TargetAttributeName": "churn", "CompletionCriteria": criteria, **tabular}
    return {
        "AutoMLJobName": f"{team.name}-{name}",
        "RoleArn": team.role_arn,
        "AutoMLJobInputDataConfig": [{"ChannelType": "training", "DataSource": where}],
        "OutputDataConfig": {"S3OutputPath": f"s3://{team.bucket}/out-{name}", "KmsKeyId": team.keys["output"]},
        "SecurityConfig": {"VolumeKmsKeyId": team.keys["volume"]},
        "AutoMLProblemTypeConfig": {"TabularJobConfig": config},
    }


def _run(team: Team, request: dict[str, Any]) -> dict[str, Any]:
    team.client("sagemaker").create_auto_ml_job_v2(**request)
    return team.trained(request["AutoMLJobName"])


def _written(team: Team, name: str) -> list[str]:
    listed = team.client("s3").list_objects_v2(Bucket=team.bucket, Prefix=f"out-{name}/")
    return [item["Key"] for item in listed.get("Contents", [])]


def test_a_v1_job_tunes_and_its_second_candidate_predicts(team: Team) -> None:
    sagemaker = team.client("sagemaker")
    name = f"{team.name}-v1"
    where = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{team.bucket}/churn.csv"}}
    sagemaker.create_auto_ml_job(
        AutoMLJobName=name,
        RoleArn=team.role_arn,
        InputDataConfig=[{"DataSource": where, "TargetAttributeName": "churn"}],
        OutputDataConfig={"S3OutputPath": f"s3://{team.bucket}/out-v1", "KmsKeyId": team.keys["output"]},
        ProblemType="BinaryClassification",
        AutoMLJobObjective={"MetricName": "AUC"},
        AutoMLJobConfig={
            "Mode": "HYPERPARAMETER_TUNING",
            "CompletionCriteria": {"MaxCandidates": 3, "MaxAutoMLJobRuntimeInSeconds": 60},
            "SecurityConfig": {"VolumeKmsKeyId": team.keys["volume"]},
        },
    )
    describe = sagemaker.describe_auto_ml_job
    job = until(lambda: describe(AutoMLJobName=name), "AutoMLJobStatus", {"InProgress"}, 60)
    assert (job["AutoMLJobStatus"], job["AutoMLJobSecondaryStatus"]) == ("Completed", "MaxCandidatesReached")
    assert job["ResolvedAttributes"]["ProblemType"] == "BinaryClassification"
    found = sagemaker.list_candidates_for_auto_ml_job(AutoMLJobName=name)["Candidates"]
    assert job["BestCandidate"] == found[0]
    values = [candidate["FinalAutoMLJobObjectiveMetric"]["Value"] for candidate in found]
    assert values == sorted(values, reverse=True)
    assert len(values) == 3
    assert all(job["CreationTime"] <= each["CreationTime"] <= each["EndTime"] <= job["EndTime"] for each in found)
    containers = found[1]["InferenceContainers"]
    sagemaker.create_model(ModelName=name, ExecutionRoleArn=team.role_arn, Containers=containers)
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{team.bucket}/churn.csv"}
    output = {"S3OutputPath": f"s3://{team.bucket}/predicted", "KmsKeyId": team.keys["storage"]}
    sagemaker.create_transform_job(
        TransformJobName=name,
        ModelName=name,
        TransformInput={"DataSource": {"S3DataSource": source}, "ContentType": "text/csv", "SplitType": "Line"},
        TransformOutput={**output, "AssembleWith": "Line"},
        TransformResources={"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeKmsKeyId": team.keys["volume"]},
    )
    waiter = sagemaker.get_waiter("transform_job_completed_or_stopped")
    waiter.wait(TransformJobName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 40})
    answer = team.client("s3").get_object(Bucket=team.bucket, Key="predicted/churn.csv.out")["Body"].read()
    assert len(answer.split()) == 300


def test_weights_features_and_a_manifest_are_read_as_the_role(team: Team) -> None:
    rows = churn().decode().splitlines()
    weights = [rows[0] + ",w", *(f"{row},{1 + place % 3}" for place, row in enumerate(rows[1:]))]
    team.put("weighed/a.csv", "\n".join(weights[:150]).encode())
    team.put("weighed/b.csv", "\n".join([weights[0], *weights[150:]]).encode())
    team.put("manifest.json", json.dumps([{"prefix": f"s3://{team.bucket}/weighed/"}, "b.csv", "a.csv"]).encode())
    columns = rows[0].split(",")
    chosen = [column for column in columns if column != "churn"][:2]
    team.put("features.json", json.dumps({"FeatureAttributeNames": chosen}).encode())
    request = _request(
        team,
        "weights",
        "manifest.json",
        Mode="ENSEMBLING",
        SampleWeightAttributeName="w",
        FeatureSpecificationS3Uri=f"s3://{team.bucket}/features.json",
    )
    request["AutoMLJobInputDataConfig"][0]["DataSource"]["S3DataSource"]["S3DataType"] = "ManifestFile"
    job = _run(team, request)
    assert (job["AutoMLJobStatus"], job["AutoMLJobSecondaryStatus"]) == ("Completed", "MaxCandidatesReached")
    place = job["BestCandidate"]["CandidateProperties"]["CandidateArtifactLocations"]["ModelInsights"]
    key = place.removeprefix(f"s3://{team.bucket}/")
    insights = json.loads(team.client("s3").get_object(Bucket=team.bucket, Key=key)["Body"].read())
    assert (insights["columns"], insights["sample_weight"], insights["rows"]) == (chosen, "w", 300)


def _tar() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        content = bytes(range(256)) * 40
        member = tarfile.TarInfo("a.bin")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty", b"", ["empty"]),
        ("header", b"a,churn\n", ["no rows"]),
        ("ragged", churn() + b"1,2\n", ["row 302"]),
        ("binary", _tar(), ["binary"]),
        ("few", b"\n".join(churn().splitlines()[:40]), ["at least 50"]),
        ("target", churn().replace(b"churn", b"left"), ["no column 'churn'"]),
    ],
)
def test_bad_input_fails_the_job_with_its_reason_and_leaves_nothing(
    team: Team, name: str, data: bytes, words: list[str]
) -> None:
    team.put(f"bad-{name}.csv", data)
    job = _run(team, _request(team, name, f"bad-{name}.csv"))
    assert (job["AutoMLJobStatus"], job["AutoMLJobSecondaryStatus"]) == ("Failed", "Failed")
    assert job["FailureReason"].startswith("ClientError: ")
    assert all(word in job["FailureReason"] for word in words), job["FailureReason"]
    assert "BestCandidate" not in job
    assert _written(team, name) == []


def test_a_role_deleted_in_mid_training_ends_the_job_and_leaves_nothing(live: Live) -> None:
    team = Team(live)
    team.set_up()
    request = _request(team, "gone", CompletionCriteria={"MaxAutoMLJobRuntimeInSeconds": 90})
    sagemaker, iam = team.client("sagemaker"), team.client("iam")
    sagemaker.create_auto_ml_job_v2(**request)
    team.until_phase(request["AutoMLJobName"], "ModelTuning")
    for attached in iam.list_attached_role_policies(RoleName=team.name)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=team.name, PolicyArn=attached["PolicyArn"])
    for inline in iam.list_role_policies(RoleName=team.name)["PolicyNames"]:
        iam.delete_role_policy(RoleName=team.name, PolicyName=inline)
    iam.delete_role(RoleName=team.name)
    job = team.trained(request["AutoMLJobName"], seconds=45)
    assert job["AutoMLJobStatus"] == "Failed"
    assert team.role_arn in job["FailureReason"]
    assert _written(team, "gone") == []


def test_candidate_definitions_are_sealed_and_train_nothing(team: Team) -> None:
    job = _run(team, _request(team, "define", GenerateCandidateDefinitionsOnly=True))
    assert job["AutoMLJobSecondaryStatus"] == "CandidateDefinitionsGenerated"
    place = job["AutoMLJobArtifacts"]["CandidateDefinitionNotebookLocation"].removeprefix(f"s3://{team.bucket}/")
    assert _written(team, "define") == [place]
    found = team.client("s3").get_object(Bucket=team.bucket, Key=place)
    assert found["SSEKMSKeyId"] == team.keys["output"]
    assert json.loads(found["Body"].read())["nbformat"] == 4


def test_names_have_no_letter_case_and_refusals_name_the_member(team: Team) -> None:
    sagemaker = team.client("sagemaker")
    request = _request(team, "letters", GenerateCandidateDefinitionsOnly=True)
    sagemaker.create_auto_ml_job_v2(**request)
    request["AutoMLJobName"] = request["AutoMLJobName"].upper()
    with pytest.raises(sagemaker.exceptions.ResourceInUse):
        sagemaker.create_auto_ml_job_v2(**request)
    with pytest.raises(ClientError, match=r"ValidationException.*SampleWeightAttributeName"):
        sagemaker.create_auto_ml_job_v2(
            **_request(team, "no", Mode="HYPERPARAMETER_TUNING", SampleWeightAttributeName="w")
        )


def test_a_job_deploys_its_best_candidate_which_answers(team: Team) -> None:
    request = {**_request(team, "deploy"), "ModelDeployConfig": {"AutoGenerateEndpointName": True}}
    job = _run(team, request)
    assert job["AutoMLJobStatus"] == "Completed", job
    assert "PartialFailureReasons" not in job
    name = job["ModelDeployResult"]["EndpointName"]
    row = b",".join(churn().splitlines()[1].split(b",")[:-1])
    answer = team.client("sagemaker-runtime").invoke_endpoint(EndpointName=name, Body=row, ContentType="text/csv")
    assert answer["Body"].read().decode().strip() in ("yes", "no")
    team.client("sagemaker").delete_endpoint(EndpointName=name)

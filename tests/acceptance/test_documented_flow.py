"""The flow written from AWS's documentation alone: domain, AutoML job, model, batch transform; every output's key."""

import pytest
from botocore.exceptions import ClientError

from tests.acceptance.team import Team
from tests.support.live import Live

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def team(live: Live) -> Team:
    team = Team(live)
    team.set_up()
    team.set_up_domain()
    return team


def test_a_model_is_trained_and_predicts_with_every_output_under_its_key(team: Team) -> None:
    sagemaker, s3 = team.client("sagemaker"), team.client("s3")
    job = team.train(f"{team.name}-1")
    assert (job["AutoMLJobStatus"], job["AutoMLJobSecondaryStatus"]) == ("Completed", "MaxAutoMLJobRuntimeReached")
    best = job["BestCandidate"]
    assert best["FinalAutoMLJobObjectiveMetric"]["Value"] > 0.7
    assert job["SecurityConfig"]["VolumeKmsKeyId"] == team.keys["volume"]
    candidates = sagemaker.list_candidates_for_auto_ml_job(AutoMLJobName=f"{team.name}-1")["Candidates"]
    assert len(candidates) > 1
    sagemaker.create_model(ModelName=team.name, ExecutionRoleArn=team.role_arn, Containers=best["InferenceContainers"])
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{team.bucket}/churn.csv"}
    sagemaker.create_transform_job(
        TransformJobName=team.name,
        ModelName=team.name,
        TransformInput={"DataSource": {"S3DataSource": source}, "ContentType": "text/csv", "SplitType": "Line"},
        TransformOutput={
            "S3OutputPath": f"s3://{team.bucket}/predicted",
            "AssembleWith": "Line",
            "KmsKeyId": team.keys["storage"],
        },
        TransformResources={
            "InstanceType": "ml.m5.large",
            "InstanceCount": 1,
            "VolumeKmsKeyId": team.keys["volume"],
        },
    )
    waiter = sagemaker.get_waiter("transform_job_completed_or_stopped")
    waiter.wait(TransformJobName=team.name, WaiterConfig={"Delay": 1, "MaxAttempts": 40})
    output = s3.get_object(Bucket=team.bucket, Key="predicted/churn.csv.out")
    lines = output["Body"].read().decode().split()
    assert len(lines) == 300  # the first line of the input is a header, and gives no prediction
    assert {line.split(",")[0] for line in lines} == {"yes", "no"}
    assert output["SSEKMSKeyId"] == team.keys["storage"]
    written = s3.list_objects_v2(Bucket=team.bucket, Prefix="out/")["Contents"]
    keys = {s3.head_object(Bucket=team.bucket, Key=item["Key"])["SSEKMSKeyId"] for item in written}
    assert keys == {team.keys["output"]}


def test_names_are_taken_once_and_unknown_ones_are_told(team: Team) -> None:
    sagemaker = team.client("sagemaker")
    team.start_training(f"{team.name}-2", 5)
    with pytest.raises(ClientError, match="ResourceInUse"):
        team.start_training(f"{team.name}-2", 5)
    sagemaker.stop_auto_ml_job(AutoMLJobName=f"{team.name}-2")
    assert team.trained(f"{team.name}-2")["AutoMLJobStatus"] == "Stopped"
    with pytest.raises(sagemaker.exceptions.ResourceNotFound):
        sagemaker.describe_auto_ml_job_v2(AutoMLJobName="nobody")


@pytest.mark.parametrize("key", ["input", "volume", "output"])
def test_each_key_switched_off_fails_its_own_step_and_names_itself(team: Team, key: str) -> None:
    kms = team.client("kms")
    kms.disable_key(KeyId=team.keys[key])
    job = team.train(f"{team.name}-off-{key}")
    assert job["AutoMLJobStatus"] == "Failed"
    assert team.keys[key] in job["FailureReason"]
    kms.enable_key(KeyId=team.keys[key])


@pytest.mark.parametrize("taken", ["kms:Decrypt", "kms:GenerateDataKey"])
def test_the_volume_needs_just_the_documents_two_actions(team: Team, taken: str) -> None:
    left = {"kms:Decrypt", "kms:GenerateDataKey"} - {taken}
    team.let("volume", *left)
    job = team.train(f"{team.name}-less-{len(taken)}")
    assert job["AutoMLJobStatus"] == "Failed"
    for word in (taken, team.keys["volume"], team.name):
        assert word in job["FailureReason"]
    team.let("volume")


def test_a_statement_removed_in_mid_training_stops_the_job(team: Team) -> None:
    name = f"{team.name}-mid"
    team.start_training(name, 60)
    team.until_phase(name, "ModelTuning")
    team.let("volume", role=False)
    job = team.trained(name, seconds=45)
    team.let("volume")
    assert job["AutoMLJobStatus"] == "Failed"
    for word in ("kms:Decrypt", team.keys["volume"], team.name):
        assert word in job["FailureReason"]

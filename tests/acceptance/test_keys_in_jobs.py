"""A key taken away while a job of each kind runs stops it, names key, action and role; given back, a new job works."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.acceptance.team import Team, churn, until
from tests.acceptance.test_forecast_flow import SIX, Forecaster
from tests.support.live import Live, live_server

pytestmark = pytest.mark.slow

_ROWS = 400_000  # so that predicting outlasts a few periods of a second
_TIMES = 4  # importing is faster


@dataclass(slots=True)
class Workshop:
    """A team and a forecaster on a server whose data-key cache is off: a running job renews every second."""

    live: Live
    team: Team
    forecaster: Forecaster

    def running(self, arn: str) -> None:
        """Wait until the job of that ARN works."""
        describe = self.live.client("sealcanvas").describe_job
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            job = describe(JobArn=arn)
            if job["State"] == "Running" and job.get("Phase"):
                return
            assert job["State"] in ("Queued", "Running"), job
            time.sleep(0.05)
        raise AssertionError(f"{arn} does not run")


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    with live_server() as live:
        live.client("sealcanvas").update_data_key_cache(Seconds=0, Uses=0)
        team = Team(live)
        team.set_up()
        team.set_up_domain()
        header, _, rows = churn(_ROWS).partition(b"\n")
        team.put("large.csv", header + b"\n" + rows)
        team.put("larger.csv", header + b"\n" + rows * _TIMES)
        yield Workshop(live, team, Forecaster(live))


def automl(shop: Workshop) -> tuple[str, Callable[[], dict[str, str]]]:
    """An AutoML job, at work: its ARN, and how to see its end."""
    name = f"{shop.team.name}-a{time.monotonic_ns() % 10**6}"
    shop.team.start_training(name, 60)
    arn = f"arn:aws:sagemaker:us-east-1:{shop.live.account}:automl-job/{name}"
    shop.running(arn)
    return arn, lambda: _end(shop.team.trained(name, 30), "AutoMLJobStatus", "FailureReason")


def importing(shop: Workshop) -> tuple[str, Callable[[], dict[str, str]]]:
    client = shop.live.client("sealcanvas")
    source = f"s3://{shop.team.bucket}/larger.csv"
    member = {"DomainId": shop.team.domain_id, "UserProfileName": "ana"}
    dataset = client.import_dataset(DatasetName="large", S3Uri=source, **member)["DatasetId"]
    [job] = [job for job in client.list_jobs(Kind="canvas-import")["Jobs"] if job["State"] in ("Queued", "Running")]
    shop.running(job["JobArn"])

    def end() -> dict[str, str]:
        found = until(lambda: client.describe_dataset(DatasetId=dataset), "Status", {"Importing"}, 60)
        return _end(found, "Status", "FailureReason")

    return job["JobArn"], end


def transform(shop: Workshop) -> tuple[str, Callable[[], dict[str, str]]]:
    sagemaker, team = shop.live.client("sagemaker"), shop.team
    name = f"{team.name}-t{time.monotonic_ns() % 10**6}"
    if not sagemaker.list_models(NameContains=f"{team.name}-m")["Models"]:
        best = team.train(f"{team.name}-m", 3)["BestCandidate"]
        containers = best["InferenceContainers"]
        sagemaker.create_model(ModelName=f"{team.name}-m", ExecutionRoleArn=team.role_arn, Containers=containers)
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{team.bucket}/large.csv"}
    sagemaker.create_transform_job(
        TransformJobName=name,
        ModelName=f"{team.name}-m",
        TransformInput={"DataSource": {"S3DataSource": source}, "ContentType": "text/csv", "SplitType": "Line"},
        TransformOutput={"S3OutputPath": f"s3://{team.bucket}/pred", "KmsKeyId": team.keys["output"]},
        TransformResources={
            "InstanceType": "ml.m5.large",
            "InstanceCount": 1,
            "VolumeKmsKeyId": team.keys["volume"],
        },
    )
    arn = f"arn:aws:sagemaker:us-east-1:{shop.live.account}:transform-job/{name}"
    shop.running(arn)

    def end() -> dict[str, str]:
        describe = sagemaker.describe_transform_job
        found = until(lambda: describe(TransformJobName=name), "TransformJobStatus", {"InProgress", "Stopping"}, 90)
        return _end(found, "TransformJobStatus", "FailureReason")

    return arn, end


def forecast(shop: Workshop) -> tuple[str, Callable[[], dict[str, str]]]:
    """The training of a predictor, on data that was imported once."""
    forecaster, client = shop.forecaster, shop.forecaster.forecast
    groups = client.list_dataset_groups()["DatasetGroups"]
    group = groups[0]["DatasetGroupArn"] if groups else _loaded(forecaster)
    predictor = client.create_auto_predictor(
        PredictorName=f"p{time.monotonic_ns()}",
        ForecastHorizon=6,
        ForecastFrequency="M",
        DataConfig={"DatasetGroupArn": group},
        EncryptionConfig=forecaster.encryption,
        Tags=[{"Key": "sealcanvas:build-type", "Value": "quick"}],
    )["PredictorArn"]
    shop.running(predictor)

    def end() -> dict[str, str]:
        pending = {"CREATE_PENDING", "CREATE_IN_PROGRESS"}
        describe = client.describe_auto_predictor
        return _end(until(lambda: describe(PredictorArn=predictor), "Status", pending, 90), "Status", "Message")

    return predictor, end


def _loaded(forecaster: Forecaster) -> str:
    dataset = forecaster.dataset(f"{forecaster.name}_d")
    client = forecaster.forecast
    job = client.create_dataset_import_job(
        DatasetImportJobName="load",
        DatasetArn=dataset,
        DataSource={"S3Config": {"Path": f"s3://{forecaster.bucket}/sales.csv", "RoleArn": forecaster.role_arn}},
        TimestampFormat="yyyy-MM-dd",
    )["DatasetImportJobArn"]
    forecaster.active("dataset_import_job", "DatasetImportJobArn", job)
    made = client.create_dataset_group(DatasetGroupName="g", Domain="CUSTOM", DatasetArns=[dataset])
    return str(made["DatasetGroupArn"])


def _end(found: dict[str, Any], status: str, reason: str) -> dict[str, str]:
    return {"status": found[status], "reason": found.get(reason, "")}


Started = Callable[[Workshop], tuple[str, Callable[[], dict[str, str]]]]


def _disable(shop: Workshop, key: str) -> None:
    shop.live.client("kms").disable_key(KeyId=key)


def _revoke(shop: Workshop, key: str) -> None:
    kms = shop.live.client("kms")
    grants = [each for each in kms.list_grants(KeyId=key)["Grants"] if "forecast" in each["GranteeServicePrincipal"]]
    for grant in grants:
        kms.revoke_grant(KeyId=key, GrantId=grant["GrantId"])


@pytest.mark.parametrize(
    ("started", "key", "way"),
    [
        (automl, "volume", "disabled"),
        (importing, "domain", "statement"),
        (importing, "domain", "disabled"),
        (transform, "volume", "statement"),
        (forecast, "", "grant"),
        (forecast, "", "statement"),
        (forecast, "", "disabled"),
    ],
)
def test_a_key_taken_away_in_mid_work_stops_it_and_given_back_a_new_job_works(
    workshop: Workshop, started: Started, key: str, way: str
) -> None:
    team, forecaster = workshop.team, workshop.forecaster
    arn = team.keys[key] if key else forecaster.key
    role = team.name if key else forecaster.role_arn.rpartition("/")[2]
    _, end = started(workshop)
    taken_at = time.monotonic()
    if way == "disabled":
        _disable(workshop, arn)
    elif way == "grant":
        _revoke(workshop, arn)
    elif key:
        team.let(key, "kms:GenerateDataKey")
    else:
        forecaster.let(*(action for action in SIX if action != "kms:Decrypt"))
    found = end()
    took = time.monotonic() - taken_at
    workshop.live.client("kms").enable_key(KeyId=arn)
    if key:
        team.let(key)
    else:
        forecaster.let(*SIX)
    assert found["status"] in ("Failed", "CREATE_FAILED"), found
    for word in ("kms:Decrypt", arn, role if way != "grant" else "forecast.amazonaws.com"):
        assert word in found["reason"], found
    assert took < 15
    again, end = started(workshop)
    if started is automl:  # its budget is a minute: that it works under the key is enough
        workshop.live.client("sagemaker").stop_auto_ml_job(AutoMLJobName=again.rpartition("/")[2])
        assert end()["status"] == "Stopped"
    else:
        assert end()["status"] in ("Ready", "Completed", "ACTIVE")

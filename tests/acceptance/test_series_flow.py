"""A forecast from boto3 alone: an AutoML job for time series, its model, and a transform of history."""

import json
import time
from typing import Any

import numpy as np
import pytest

from tests.acceptance.team import Team
from tests.support.live import Live

pytestmark = pytest.mark.slow
DAYS, AHEAD = 84, 7


@pytest.fixture(scope="module")
def team(live: Live) -> Team:
    team = Team(live)
    team.set_up()
    team.set_up_domain()
    return team


def _rows(items: int = 3) -> str:
    """Sales that a price drives, known ahead; of the last item nothing but the price ahead."""
    chance = np.random.default_rng(4)
    lines = ["sku,store,day,qty,price"]
    for item in range(items):
        for day in range(DAYS + AHEAD):
            price = round(float(chance.normal(10, 2)), 2)
            quantity = 20 * (item + 1) + 5 * (day % 7) + 4 * (10 - price) + chance.normal(0, 1)
            stamp = time.strftime("%Y-%m-%d", time.gmtime(1704067200 + 86400 * day))
            told = f"{quantity:.2f}" if day < DAYS else ""
            if item < items - 1 or day >= DAYS:
                lines.append(f"品{item},s{item % 2},{stamp},{told},{price}")
    return "\n".join(lines) + "\n"


def _start(team: Team, name: str, seconds: int = 15, **members: Any) -> None:
    config = {
        "ForecastFrequency": "D",
        "ForecastHorizon": AHEAD,
        "ForecastQuantiles": ["p5", "p50", "p95"],
        "HolidayConfig": [{"CountryCode": "JP"}],
        "TimeSeriesConfig": {
            "TargetAttributeName": "qty",
            "TimestampAttributeName": "day",
            "ItemIdentifierAttributeName": "sku",
            "GroupingAttributeNames": ["store"],
        },
        "Transformations": {"Filling": {"qty": {"middlefill": "zero"}}, "Aggregation": {"qty": "sum"}},
        "CompletionCriteria": {"MaxAutoMLJobRuntimeInSeconds": seconds},
        **members,
    }
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{team.bucket}/sales.csv"}
    team.client("sagemaker").create_auto_ml_job_v2(
        AutoMLJobName=name,
        RoleArn=team.role_arn,
        AutoMLJobInputDataConfig=[
            {
                "ChannelType": "training",
                "ContentType": "text/csv;header=present",
                "DataSource": {"S3DataSource": source},
            }
        ],
        OutputDataConfig={"S3OutputPath": f"s3://{team.bucket}/out/", "KmsKeyId": team.keys["output"]},
        SecurityConfig={"VolumeKmsKeyId": team.keys["volume"]},
        AutoMLProblemTypeConfig={"TimeSeriesForecastingJobConfig": config},
        AutoMLJobObjective={"MetricName": "WAPE"},
    )


def test_time_series_are_trained_and_forecast_with_every_output_under_its_key(team: Team) -> None:
    sagemaker, s3 = team.client("sagemaker"), team.client("s3")
    rows = _rows()
    s3.put_object(Bucket=team.bucket, Key="sales.csv", Body=rows.encode())
    name = f"{team.name}-ts"
    _start(team, name, seconds=25)
    job = team.trained(name, seconds=90)
    assert job["AutoMLJobStatus"] == "Completed", job
    best = job["BestCandidate"]
    assert best["FinalAutoMLJobObjectiveMetric"]["MetricName"] == "WAPE"
    assert 0 < best["FinalAutoMLJobObjectiveMetric"]["Value"] < 0.2
    names = {metric["StandardMetricName"] for metric in best["CandidateProperties"]["CandidateMetrics"]}
    assert {"AverageWeightedQuantileLoss", "WAPE", "MAPE", "RMSE", "MASE"} <= names
    places = best["CandidateProperties"]["CandidateArtifactLocations"]
    bucket, _, prefix = places["BacktestResults"].removeprefix("s3://").partition("/")
    written = s3.list_objects_v2(Bucket=bucket, Prefix=prefix)["Contents"]
    assert {item["Key"].rpartition("/")[2] for item in written} == {
        "accuracy-metrics.json",
        "backtest.csv",
        "item-metrics.csv",
    }
    everything = s3.list_objects_v2(Bucket=bucket, Prefix=f"out/{name}/")["Contents"]
    keys = {s3.head_object(Bucket=bucket, Key=item["Key"])["SSEKMSKeyId"] for item in everything}
    assert keys == {team.keys["output"]}
    impact = s3.get_object(Bucket=bucket, Key=places["Explainability"].partition(f"{bucket}/")[2])["Body"].read()
    assert json.loads(impact)["column_impact"]["price"] > 10
    assert len(sagemaker.list_candidates_for_auto_ml_job(AutoMLJobName=name)["Candidates"]) > 3

    sagemaker.create_model(ModelName=name, ExecutionRoleArn=team.role_arn, Containers=best["InferenceContainers"])
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{team.bucket}/sales.csv"}
    sagemaker.create_transform_job(
        TransformJobName=name,
        ModelName=name,
        TransformInput={"DataSource": {"S3DataSource": source}, "ContentType": "text/csv", "SplitType": "None"},
        TransformOutput={
            "S3OutputPath": f"s3://{team.bucket}/forecast",
            "Accept": "text/csv",
            "KmsKeyId": team.keys["storage"],
        },
        TransformResources={"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeKmsKeyId": team.keys["volume"]},
    )
    waiter = sagemaker.get_waiter("transform_job_completed_or_stopped")
    waiter.wait(TransformJobName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    lines = s3.get_object(Bucket=team.bucket, Key="forecast/sales.csv.out")["Body"].read().decode().splitlines()
    assert lines[0] == "sku,store,day,p5,p50,p95"
    assert len(lines) == 1 + 3 * AHEAD
    assert [line.split(",")[0] for line in lines[1::AHEAD]] == ["品0", "品1", "品2"]
    assert {line.split(",")[2] for line in lines[1:]} == {f"2024-03-{day:02}" for day in range(25, 32)}


def test_a_series_job_that_cannot_be_leaves_nothing_and_says_why(team: Team) -> None:
    s3 = team.client("s3")
    s3.put_object(Bucket=team.bucket, Key="sales.csv", Body=_rows().encode())
    name = f"{team.name}-tsx"
    _start(team, name, HolidayConfig=[{"CountryCode": "XX"}])
    job = team.trained(name, seconds=60)
    assert job["AutoMLJobStatus"] == "Failed"
    assert "'XX'" in job["FailureReason"]
    assert "Contents" not in s3.list_objects_v2(Bucket=team.bucket, Prefix=f"out/{name}/")

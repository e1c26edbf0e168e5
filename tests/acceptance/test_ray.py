"""Jobs on a Ray cluster of two nodes: the same models, nothing in the clear, and keys that count there too."""

import io
import os
import random
import secrets
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.demo.scanner import Scanner
from tests.acceptance.team import Team, until
from tests.acceptance.test_forecast_flow import Forecaster
from tests.support.live import Live, live_server
from tests.support.ray_nodes import RayNodes, ray_nodes

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

CANARY = f"神戸-{secrets.token_hex(8)}"
NUMBER = 4711.140815  # of each row's first column; as eight bytes it is a canary too


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RayNodes]:
    with ray_nodes(tmp_path_factory.mktemp("ray")) as nodes:
        yield nodes


@pytest.fixture(scope="module")
def there(nodes: RayNodes) -> Iterator[Live]:
    """A server whose jobs work on the cluster."""
    with live_server("--jobs", "1", *options(nodes)) as server:
        yield server


@pytest.fixture(scope="module")
def here() -> Iterator[Live]:
    """A server whose jobs work on this machine, with helpers if it has processors for them."""
    with live_server("--jobs", "1") as server:
        yield server


def options(nodes: RayNodes) -> list[str]:
    return ["--executor", "ray", "--ray-address", nodes.address, "--ray-token", str(nodes.token)]


def rows() -> bytes:
    chance = random.Random(3)  # noqa: S311 - data, not a secret
    text = io.StringIO()
    text.write("a,b,c,d,都市,churn\n")
    for _ in range(8_000):
        b, c, d = (chance.gauss(0, 1) for _ in range(3))
        city = chance.choice([CANARY, "Tokyo"])
        text.write(f"{NUMBER + b},{b:.6f},{c:.6f},{d:.6f},{city},{'yes' if b + c * (city == CANARY) > 0 else 'no'}\n")
    return text.getvalue().encode()


def team_on(live: Live) -> Team:
    team = Team(live)
    team.set_up()
    team.put("rows.csv", rows())
    return team


@pytest.fixture(scope="module")
def team(there: Live) -> Team:
    return team_on(there)


def start(team: Team, name: str, candidates: int) -> None:
    """A job that is bound by candidates and not by time."""
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{team.bucket}/rows.csv"}
    channel = {
        "ChannelType": "training",
        "ContentType": "text/csv;header=present",
        "DataSource": {"S3DataSource": source},
    }
    tabular = {
        "TargetAttributeName": "churn",
        "ProblemType": "BinaryClassification",
        "CompletionCriteria": {"MaxAutoMLJobRuntimeInSeconds": 3600, "MaxCandidates": candidates},
        "CandidateGenerationConfig": {"AlgorithmsConfig": [{"AutoMLAlgorithms": ["linear-learner"]}]},
        "Mode": "ENSEMBLING",
    }
    team.client("sagemaker").create_auto_ml_job_v2(
        AutoMLJobName=name,
        RoleArn=team.role_arn,
        AutoMLJobInputDataConfig=[channel],
        OutputDataConfig={"S3OutputPath": f"s3://{team.bucket}/out", "KmsKeyId": team.keys["output"]},
        SecurityConfig={"VolumeKmsKeyId": team.keys["volume"]},
        AutoMLJobObjective={"MetricName": "F1"},
        AutoMLProblemTypeConfig={"TabularJobConfig": tabular},
    )


def trained(team: Team, name: str) -> dict[str, bytes]:
    """A job's model, in parts."""
    job = team.trained(name, 300)
    assert job["AutoMLJobStatus"] == "Completed", job.get("FailureReason")
    url = job["BestCandidate"]["InferenceContainers"][0]["ModelDataUrl"]
    bucket, key = url.removeprefix("s3://").split("/", 1)
    packed = team.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {part: archive.read(part) for part in archive.namelist() if part != "manifest.json"}


def fitting(team: Team, name: str) -> None:
    """Wait until the job has fitted a candidate."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        found = team.client("sagemaker").list_candidates_for_auto_ml_job(AutoMLJobName=name)["Candidates"]
        job = team.client("sagemaker").describe_auto_ml_job_v2(AutoMLJobName=name)
        if found or job["AutoMLJobSecondaryStatus"] == "ModelTuning":
            return
        assert job["AutoMLJobStatus"] == "InProgress", job
        time.sleep(0.2)
    raise AssertionError("the job does not come to fitting")


@contextmanager
def watched(nodes: RayNodes, *texts: str) -> Iterator[list[Scanner]]:
    """Ray's session folder and all that its processes hold open, the object store too, are read again and again."""
    assert nodes.process.pid
    scanners = [Scanner(nodes.session, nodes.process.pid, (text,), time.time() - 600, set()) for text in texts]
    for scanner in scanners:
        scanner.start()
    yield scanners
    for scanner in scanners:
        scanner.stop()
        scanner.scan()


def test_a_tabular_job_gives_the_same_model_there_and_here_and_leaves_no_trace(
    team: Team, nodes: RayNodes, here: Live
) -> None:
    with watched(nodes, CANARY, "SLCV", "actor_name:Relay") as (plain, sealed, log):
        start(team, f"{team.name}-r", 6)
        model = trained(team, f"{team.name}-r")
    assert plain.found == {}
    assert plain.rounds > 2
    assert sealed.found, "the shared data was never seen in the object store: the scan looks in the wrong place"
    assert log.found, "Ray wrote no log of the relays: the scan looks in the wrong place"
    assert not [path for path in nodes.session.parent.rglob("*spill*") if path.is_file()]
    other = team_on(here)
    start(other, f"{other.name}-l", 6)
    assert trained(other, f"{other.name}-l") == model


def test_forecasts_are_the_same_there_and_here(there: Live, here: Live, nodes: RayNodes) -> None:
    with watched(nodes, "item-3") as (plain,):
        found = [forecast(Forecaster(live)) for live in (there, here)]
    assert plain.found == {}
    assert found[0] == found[1]


def active(describe: Any, **arn: str) -> None:
    described = until(lambda: describe(**arn), "Status", {"CREATE_PENDING", "CREATE_IN_PROGRESS"}, 300)
    assert described["Status"] == "ACTIVE", described


def forecast(forecaster: Forecaster) -> Any:
    """A predictor's metrics and a forecast of it."""
    client, name = forecaster.forecast, forecaster.name
    dataset = forecaster.dataset(name)
    group = client.create_dataset_group(DatasetGroupName=name, Domain="CUSTOM", DatasetArns=[dataset])
    source = {"Path": f"s3://{forecaster.bucket}/sales.csv", "RoleArn": forecaster.role_arn}
    imported = client.create_dataset_import_job(
        DatasetImportJobName=name, DatasetArn=dataset, DataSource={"S3Config": source}, TimestampFormat="yyyy-MM-dd"
    )["DatasetImportJobArn"]
    active(client.describe_dataset_import_job, DatasetImportJobArn=imported)
    predictor = client.create_auto_predictor(
        PredictorName=name,
        ForecastHorizon=6,
        ForecastFrequency="M",
        DataConfig={"DatasetGroupArn": group["DatasetGroupArn"]},
        EncryptionConfig=forecaster.encryption,
        Tags=[{"Key": "sealcanvas:build-type", "Value": "quick"}],
    )["PredictorArn"]
    active(client.describe_auto_predictor, PredictorArn=predictor)
    made = client.create_forecast(ForecastName=name, PredictorArn=predictor)["ForecastArn"]
    active(client.describe_forecast, ForecastArn=made)
    answer = forecaster.live.client("forecastquery").query_forecast(ForecastArn=made, Filters={"item_id": "item-2"})
    evaluated = client.get_accuracy_metrics(PredictorArn=predictor)["PredictorEvaluationResults"][0]["TestWindows"]
    return [window["Metrics"] for window in evaluated], answer["Forecast"]


def test_a_key_that_is_disabled_stops_a_job_there(team: Team) -> None:
    name = f"{team.name}-off"
    start(team, name, 250)
    fitting(team, name)
    team.client("kms").disable_key(KeyId=team.keys["volume"])
    began = time.monotonic()
    job = team.trained(name, 60)
    assert time.monotonic() - began < 25
    assert job["AutoMLJobStatus"] == "Failed"
    for word in (team.keys["volume"], "kms:Decrypt", team.name):
        assert word in job["FailureReason"]
    team.client("kms").enable_key(KeyId=team.keys["volume"])


def test_a_node_that_is_lost_costs_no_more_than_time(team: Team, nodes: RayNodes) -> None:
    """The last of this module: the cluster has one node from here on."""
    name = f"{team.name}-lost"
    start(team, name, 20)
    fitting(team, name)
    nodes.kill_node()
    lost = trained(team, name)
    start(team, f"{team.name}-one", 20)
    assert trained(team, f"{team.name}-one") == lost


def up(tmp_path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "SEALCANVAS_HOME": str(tmp_path / "state"),
        "SEALCANVAS_ROOT_KEY": str(tmp_path / "root.key"),
        "TMPDIR": str(tmp_path),
    }
    command = [sys.executable, "-m", "sealcanvas.cli", "up", "--port", "0", "--executor", "ray", *options]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=150, check=False)


def test_a_wrong_token_is_refused_in_a_line(nodes: RayNodes, tmp_path: Path) -> None:
    wrong = tmp_path / "token"
    wrong.write_text(secrets.token_hex(32))
    wrong.chmod(0o600)
    ended = up(tmp_path, "--ray-address", nodes.address, "--ray-token", str(wrong))
    assert ended.returncode == 1
    assert "does not take our token" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not list(tmp_path.glob("sealcanvas-*"))


def test_a_cluster_that_lets_in_anybody_is_refused(tmp_path: Path) -> None:
    with ray_nodes(tmp_path, authenticated=False) as nodes:
        ended = up(tmp_path, "--ray-address", nodes.address, "--ray-token", str(nodes.token))
    assert ended.returncode == 1
    assert "lets in anybody" in ended.stderr

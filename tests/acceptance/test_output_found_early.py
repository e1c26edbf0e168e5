"""Whether a job can write its output is found out before its budget is spent, and told the same everywhere."""

import time
from collections.abc import Iterator

import pytest

from tests.acceptance.team import Team
from tests.support.live import live_server

pytestmark = pytest.mark.slow

_CHECK = ".write_access_check_file.temp"


@pytest.fixture(scope="module")
def team() -> Iterator[Team]:
    with live_server() as live:
        made = Team(live)
        made.set_up()
        yield made


@pytest.mark.wall_clock
def test_a_key_that_is_refused_costs_no_training_and_the_check_stays_nowhere(team: Team) -> None:
    team.client("kms").disable_key(KeyId=team.keys["output"])
    team.start_training("early", 900)
    began = time.monotonic()
    job = team.trained("early", 60)
    assert time.monotonic() - began < 45
    assert job["AutoMLJobStatus"] == "Failed"
    reason = job["FailureReason"]
    place = f"s3://{team.bucket}/out/early/{_CHECK}"
    assert f"(kms:GenerateDataKey for {place} as {team.role_arn})" in reason
    client = team.client("sealcanvas")
    assert client.describe_job(JobArn=job["AutoMLJobArn"])["FailureReason"] == reason
    events = client.list_job_events(JobArn=job["AutoMLJobArn"])["Events"]
    assert events[-1]["Message"].endswith(reason)
    assert {event.get("Phase", "PreTraining") for event in events} == {"PreTraining"}
    team.client("kms").enable_key(KeyId=team.keys["output"])
    assert team.train("later", 3)["AutoMLJobStatus"] == "Completed"
    keys = [each["Key"] for each in team.client("s3").list_objects_v2(Bucket=team.bucket, Prefix="out/")["Contents"]]
    assert keys
    assert not [key for key in keys if key.startswith("out/early/") or key.endswith(_CHECK)]

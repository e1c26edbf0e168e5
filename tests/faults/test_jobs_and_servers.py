"""Jobs and the servers beneath them: killed, stopped, two on one folder, several processes."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sealcanvas.server.environment import environment_of
from tests.acceptance.team import Team
from tests.support.live import Live, live_server

pytestmark = pytest.mark.slow


def again(live: Live, team: Team) -> Team:
    """The same team on the server that was started anew."""
    after = Live(live.server, environment_of(live.server.home), live.account)
    return Team(after, team.name, team.keys, team.role_arn, team.domain_id)


def job(team: Team, name: str) -> dict[str, Any]:
    described: dict[str, Any] = team.client("sealcanvas").describe_job(JobArn=team.job_arn(name))
    return described


def states(team: Team, name: str) -> list[tuple[str, int]]:
    events = team.client("sealcanvas").list_job_events(JobArn=team.job_arn(name), MaxResults=100)["Events"]
    return [(event["State"], event["Attempt"]) for event in events if "Phase" not in event]


def outputs(team: Team) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        team.client("s3").list_objects_v2(Bucket=team.bucket, Prefix="out/").get("Contents", [])
    )
    return found


@pytest.mark.parametrize("phase", ["AnalyzingData", "ModelTuning", "GeneratingModelInsightsReport"])
def test_a_build_whose_server_is_killed_is_done_once_more_and_wholly(phase: str) -> None:
    with live_server() as live:
        team = Team(live)
        team.set_up()
        team.start_training("churn", 4)
        team.until_phase("churn", phase)
        live.server.kill()
        restarted = datetime.now(UTC).replace(microsecond=0)
        live.server.start()
        team = again(live, team)
        assert team.trained("churn", 120)["AutoMLJobStatus"] == "Completed"
        found = outputs(team)
        assert {each["LastModified"] >= restarted for each in found} == {True}  # of the second attempt alone
        model = team.trained("churn")["BestCandidate"]["InferenceContainers"][0]["ModelDataUrl"]
        assert model in [f"s3://{team.bucket}/{each['Key']}" for each in found]
        assert states(team, "churn") == [
            ("Queued", 0),
            ("Running", 1),
            ("Queued", 1),
            ("Running", 2),
            ("Succeeded", 2),
        ]
        assert "EtaSeconds" not in job(team, "churn")


def test_a_build_whose_server_is_killed_twice_fails_with_the_reason_and_leaves_nothing() -> None:
    with live_server() as live:
        team = Team(live)
        team.set_up()
        team.start_training("churn", 60)
        for _ in range(2):
            team.until_phase("churn", "ModelTuning")
            live.server.kill()
            live.server.start()
            team = again(live, team)
            time.sleep(1)
        ended = team.trained("churn", 20)
        assert ended["AutoMLJobStatus"] == "Failed"
        assert "The server ended while the job ran" in ended["FailureReason"]
        assert outputs(team) == []
        assert states(team, "churn")[-1] == ("Failed", 2)


def test_an_orderly_stop_puts_the_build_back_and_counts_as_no_run() -> None:
    with live_server() as live:
        team = Team(live)
        team.set_up()
        team.start_training("churn", 30)
        team.until_phase("churn", "ModelTuning")
        live.server.stop()
        live.server.start()
        team = again(live, team)
        team.until_phase("churn", "AnalyzingData")
        assert job(team, "churn")["Attempt"] == 1
        team.client("sealcanvas").stop_job(JobArn=team.job_arn("churn"))
        assert team.trained("churn", 30)["AutoMLJobStatus"] == "Stopped"
        assert states(team, "churn")[-2:] == [("Stopping", 1), ("Stopped", 1)]


def test_a_second_server_on_the_same_folder_is_refused_and_does_the_first_no_harm(tmp_path: Path) -> None:
    with live_server() as live:
        command = [*live.server.program, "up", "--home", str(live.server.state), "--port", "0"]
        ended = subprocess.run(
            command, env=live.server.environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert ended.returncode == 1
        assert ended.stderr.startswith(f"sealcanvas: {live.server.state} is already being served, at http://127.0.0.1:")
        assert live.client("sealcanvas").list_jobs()["Jobs"] == []
        listed = subprocess.run(
            [sys.executable, "-m", "sealcanvas.cli", "jobs", "--home", str(live.server.state)],
            env=live.server.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (listed.returncode, listed.stdout) == (0, "There are no such jobs.\n")


def test_several_processes_have_one_supervisor_and_one_truth() -> None:
    with live_server("--workers", "3", "--queue", "3") as live:
        team = Team(live)
        team.set_up()
        team.set_up_domain()
        with ThreadPoolExecutor(3) as pool:  # fresh clients, so that all processes answer; no more than may wait
            imported = list(pool.map(lambda _: team.import_dataset("churn.csv"), range(4)))
        assert [dataset["Status"] for dataset in imported] == ["Ready"] * 4
        found = team.client("sealcanvas").list_jobs(Kind="canvas-import")["Jobs"]
        assert [(each["State"], each["Attempt"], each["Priority"]) for each in found] == [
            ("Succeeded", 1, "Interactive")
        ] * 4
        for each in found:
            told = team.client("sealcanvas").list_job_events(JobArn=each["JobArn"])["Events"]
            changes = [event["State"] for event in told if "Phase" not in event]
            assert changes == ["Queued", "Running", "Succeeded"]
        team.start_training("long-0", 1000)
        team.until_phase("long-0", "PreTraining", "AnalyzingData")
        for number in (1, 2, 3):
            team.start_training(f"long-{number}", 1000)  # a long one runs, the others wait
        for _ in range(3):
            with pytest.raises(ClientError) as refused:
                team.start_training("one-too-many", 1000)
            assert refused.value.response["Error"]["Code"] == "ResourceLimitExceeded"
        for number in range(4):
            team.client("sealcanvas").stop_job(JobArn=team.job_arn(f"long-{number}"))
        for number in range(4):
            assert team.trained(f"long-{number}", 30)["AutoMLJobStatus"] == "Stopped"

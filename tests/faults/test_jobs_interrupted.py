"""A build interrupted by kill -9 of the whole server goes on when it is back, or ends with a reason: it never hangs."""

import time

import pytest

from sealcanvas.server.environment import environment_of
from tests.acceptance.team import CANARY, Team, until
from tests.support.abandoned import abandoned_scratch
from tests.support.live import Live, live_server

pytestmark = pytest.mark.slow


def test_a_build_survives_the_server_being_killed() -> None:
    before = set(abandoned_scratch())
    with live_server() as live:
        team = Team(live)
        team.set_up()
        team.set_up_domain()
        dataset = team.import_dataset("churn.csv")["DatasetId"]
        version = team.client("sealcanvas").create_model_version(
            ModelName="churn",
            DatasetId=dataset,
            TargetColumn="churn",
            ProblemType="BinaryClassification",
            BuildType="quick",
        )["ModelVersionId"]
        describe = team.client("sealcanvas").describe_model_version
        while describe(ModelVersionId=version).get("ProgressPercent", 0) < 10:
            time.sleep(0.1)
        live.server.kill()
        live.server.start()
        after = Live(live.server, environment_of(live.server.home), live.account)
        client = after.client("sealcanvas")
        ended = until(lambda: client.describe_model_version(ModelVersionId=version), "Status", {"Building"}, 90)
        assert ended["Status"] == "Ready" or ended["FailureReason"]
        report = client.verify_store(Search=[CANARY])
        assert report["Summary"]["DamagedCount"] == report["Summary"]["UnsealedCount"] == 0
        assert report["Summary"]["FoundCount"] == 0
        for client in after.clients:
            client.close()
        live.server.stop()
        assert set(abandoned_scratch()) <= before

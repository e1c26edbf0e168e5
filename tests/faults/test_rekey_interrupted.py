"""A rekey whose server is killed again and again goes on each time, and nothing that the domain had is lost."""

import json
import subprocess
import time

import pytest

from sealcanvas.server.environment import environment_of
from tests.acceptance.team import CANARY, Team
from tests.support.live import Live, live_server

pytestmark = pytest.mark.slow

_OBJECTS = 40


def test_a_rekey_survives_kills_at_several_points() -> None:
    with live_server() as live:
        team = Team(live)
        team.set_up()
        team.set_up_domain()
        dataset = team.import_dataset("churn.csv")
        for name in ("next-app", "next-storage"):
            team.keys[name] = team.client("kms").create_key(Description=name)["KeyMetadata"]["Arn"]
            team.let(name)
        bucket = f"sagemaker-us-east-1-{live.account}"
        contents = {f"Canvas/ana/notes/{number}": f"{CANARY} {number} ".encode() * 20_000 for number in range(_OBJECTS)}
        sealing = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": team.keys["storage"]}
        for key, content in contents.items():
            team.client("s3").put_object(Bucket=bucket, Key=key, Body=content, Metadata={"of": "ana"}, **sealing)
        team.client("sealcanvas").start_rekey(
            DomainId=team.domain_id, AppKmsKeyId=team.keys["next-app"], StorageKmsKeyId=team.keys["next-storage"]
        )
        seen = []
        for pause in (0.05, 0.4, 0.2):
            time.sleep(pause)
            live.server.kill()
            live.server.start()
            after = Live(live.server, environment_of(live.server.home), live.account, live.clients)
            seen.append(after.client("sealcanvas").describe_rekey(DomainId=team.domain_id)["ProgressPercent"])
        assert seen == sorted(seen), "what was done stays done"

        arguments = ["rekey", "--domain", team.domain_id, "--app-key", team.keys["next-app"]]
        arguments += ["--storage-key", team.keys["next-storage"], "--json"]
        ended = subprocess.run(
            [*live.server.program, *arguments],
            env=live.server.environment,
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert ended.returncode == 0, ended.stderr.decode()
        told = json.loads(ended.stdout)
        assert told["Status"] == "Completed"
        verified = {each["Kind"]: each["ArtifactsDone"] for each in told["Verified"]}
        assert verified == {"VolumeFiles": 1, "Objects": _OBJECTS + 1, "ForecastStores": 0}

        kms, s3 = after.client("kms"), after.client("s3")
        for name in ("domain", "storage"):
            kms.schedule_key_deletion(KeyId=team.keys[name], PendingWindowInDays=7)
        for key, content in contents.items():
            found = s3.get_object(Bucket=bucket, Key=key)
            assert (found["SSEKMSKeyId"], found["Metadata"]) == (team.keys["next-storage"], {"of": "ana"})
            assert found["Body"].read() == content
        client = after.client("sealcanvas")
        assert len(client.preview_dataset(DatasetId=dataset["DatasetId"])["Rows"]) == 100
        report = client.verify_store(Search=[CANARY])
        assert report["Summary"]["DamagedCount"] == report["Summary"]["UnsealedCount"] == 0
        assert report["Summary"]["FoundCount"] == 0
        used = {file.get("KeyArn") for file in report["Files"]}
        assert not used & {team.keys["domain"], team.keys["storage"]}

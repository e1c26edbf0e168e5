"""kill -9 in the middle of writing: what was acknowledged is there, what was not does not show, nothing hangs."""

import secrets
import threading
import time
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from sealcanvas.server.environment import environment_of
from tests.support.live import Live, live_server


@pytest.mark.slow
def test_acknowledged_writes_survive_and_half_written_ones_never_show() -> None:
    with live_server() as live:
        live.client("s3").create_bucket(Bucket="survivors")
        acknowledged: dict[str, bytes] = {}
        keys: list[str] = []
        clients = [(live.client("s3"), live.client("kms")) for _ in range(4)]
        threads = [
            threading.Thread(target=_write, args=(*pair, acknowledged, keys, number))
            for number, pair in enumerate(clients)
        ]
        for thread in threads:
            thread.start()
        time.sleep(3)
        live.server.kill()
        for thread in threads:
            thread.join()
        assert len(acknowledged) > 10, "the test wrote too little to say anything"
        live.server.start()
        after = Live(live.server, environment_of(live.server.home), live.account)
        s3 = after.client("s3")
        for name, body in acknowledged.items():
            assert s3.get_object(Bucket="survivors", Key=name)["Body"].read() == body
        listed = list(s3.get_paginator("list_objects_v2").paginate(Bucket="survivors"))
        names = {item["Key"] for page in listed for item in page.get("Contents", [])}
        assert names >= set(acknowledged)
        for name in names - set(acknowledged):  # written whole, but the answer was lost
            assert len(s3.get_object(Bucket="survivors", Key=name)["Body"].read()) == 200_000
        kms = after.client("kms")
        for key in keys:
            assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Enabled"
        report = after.client("sealcanvas").verify_store()
        assert report["Summary"]["DamagedCount"] == report["Summary"]["UnsealedCount"] == 0


def _write(s3: Any, kms: Any, acknowledged: dict[str, bytes], keys: list[str], thread: int) -> None:
    for number in range(1000):
        body = secrets.token_bytes(200_000)
        try:
            s3.put_object(Bucket="survivors", Key=f"{thread}/{number}", Body=body)
            acknowledged[f"{thread}/{number}"] = body
            key: dict[str, Any] = kms.create_key()["KeyMetadata"]
            keys.append(key["KeyId"])
        except (BotoCoreError, ClientError):
            return

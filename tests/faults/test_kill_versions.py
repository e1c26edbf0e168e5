"""kill -9 while versions come and go: every acknowledged one is there, every key has one that is current."""

import secrets
import threading
import time
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from sealcanvas.server.environment import environment_of
from tests.support.live import Live, live_server

_BUCKET, _KEYS = "survivors", ("a", "b")


@pytest.mark.slow
def test_acknowledged_versions_and_markers_survive() -> None:
    with live_server() as live:
        s3 = live.client("s3")
        s3.create_bucket(Bucket=_BUCKET)
        s3.put_bucket_versioning(Bucket=_BUCKET, VersioningConfiguration={"Status": "Enabled"})
        written: dict[str, tuple[str, bytes]] = {}  # by version id: key, contents
        markers: set[str] = set()
        removed: set[str] = set()  # asked for, and perhaps done
        threads = [
            threading.Thread(target=_work, args=(live.client("s3"), written, markers, removed)) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        time.sleep(1.5)
        live.server.kill()
        for thread in threads:
            thread.join()
        assert len(written) > 10, "the test wrote too little to say anything"
        assert markers
        assert removed
        live.server.start()
        s3 = Live(live.server, environment_of(live.server.home), live.account).client("s3")
        pages = list(s3.get_paginator("list_object_versions").paginate(Bucket=_BUCKET))
        versions = [each for page in pages for each in page.get("Versions", [])]
        gone = [each for page in pages for each in page.get("DeleteMarkers", [])]
        assert {each["VersionId"] for each in versions} >= written.keys() - removed
        assert {each["VersionId"] for each in gone} >= markers
        for key in _KEYS:
            assert [each["Key"] for each in (*versions, *gone) if each["IsLatest"]].count(key) == 1
        for each in versions:
            version = each["VersionId"]
            body = s3.get_object(Bucket=_BUCKET, Key=each["Key"], VersionId=version)["Body"].read()
            assert written.get(version, (each["Key"], body)) == (each["Key"], body)
        report = Live(live.server, environment_of(live.server.home), live.account).client("sealcanvas").verify_store()
        assert report["Summary"]["DamagedCount"] == report["Summary"]["UnsealedCount"] == 0
        left = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in (*versions, *gone)]
        for start in range(0, len(left), 1000):
            assert "Errors" not in s3.delete_objects(Bucket=_BUCKET, Delete={"Objects": left[start : start + 1000]})
        s3.delete_bucket(Bucket=_BUCKET)


def _work(s3: Any, written: dict[str, tuple[str, bytes]], markers: set[str], removed: set[str]) -> None:
    for number in range(1000):
        key, body = _KEYS[number % 2], secrets.token_bytes(50_000)
        try:
            version = s3.put_object(Bucket=_BUCKET, Key=key, Body=body)["VersionId"]
            written[version] = (key, body)
            if number % 3 == 1:
                markers.add(s3.delete_object(Bucket=_BUCKET, Key=key)["VersionId"])
            elif number % 5 == 2:
                removed.add(version)
                s3.delete_object(Bucket=_BUCKET, Key=key, VersionId=version)
        except (BotoCoreError, ClientError):
            return

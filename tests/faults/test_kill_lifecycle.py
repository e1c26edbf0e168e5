"""kill -9 while lifecycle rules are carried out: what they end is gone whole, what they do not is whole."""

import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from sealcanvas.server.environment import environment_of
from tests.support.live import Live, live_server

_BUCKET, _COUNT = "ending", 150
_RULE = {"Status": "Enabled", "Filter": {"Prefix": "tmp/"}, "Expiration": {"Date": datetime(2020, 1, 1, tzinfo=UTC)}}


@pytest.mark.slow
def test_what_ends_is_gone_whole_and_the_rest_stays() -> None:
    with live_server() as live:
        s3 = live.client("s3")
        s3.create_bucket(Bucket=_BUCKET)
        for number in range(_COUNT):
            s3.put_object(Bucket=_BUCKET, Key=f"tmp/{number}", Body=b"x" * 100)
        for number in range(20):
            s3.put_object(Bucket=_BUCKET, Key=f"kept/{number}", Body=b"kept")
        s3.put_bucket_lifecycle_configuration(Bucket=_BUCKET, LifecycleConfiguration={"Rules": [_RULE]})
        left = _COUNT
        while left == _COUNT:
            left = len(_keys(s3, "tmp/"))
        live.server.kill()
        live.server.start()
        after = Live(live.server, environment_of(live.server.home), live.account)
        s3 = after.client("s3")
        for key in _keys(s3, "tmp/"):
            with suppress(s3.exceptions.NoSuchKey):  # it may have ended meanwhile
                assert s3.get_object(Bucket=_BUCKET, Key=key)["Body"].read() == b"x" * 100
        deadline = time.monotonic() + 60
        while _keys(s3, "tmp/") and time.monotonic() < deadline:
            time.sleep(0.3)
        assert _keys(s3, "tmp/") == []
        for key in _keys(s3, "kept/"):
            assert s3.get_object(Bucket=_BUCKET, Key=key)["Body"].read() == b"kept"
        assert len(_keys(s3, "kept/")) == 20
        ours = after.client("sealcanvas")
        summary = ours.verify_store()["Summary"]
        assert summary["DamagedCount"] == summary["UnsealedCount"] == 0


def _keys(s3: Any, prefix: str) -> list[str]:
    return [each["Key"] for each in s3.list_objects_v2(Bucket=_BUCKET, Prefix=prefix).get("Contents", [])]

"""s3fs, with an older botocore than ours, so that it runs in an environment of its own, made from a lock."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from bench.automl.environments import PLACE, installed
from tests.support.live import Live

_CLIENTS = Path(__file__).with_name("clients")


@pytest.mark.slow
def test_files_are_written_in_blocks_and_read_at_random(live: Live) -> None:
    python = installed(_CLIENTS / "s3fs.lock", PLACE / "s3fs")
    s3, key = live.client("s3"), live.client("kms").create_key()["KeyMetadata"]["Arn"]
    s3.create_bucket(Bucket="s3fs-files")
    environment = {**os.environ, **live.environment}
    environment.pop("AWS_DATA_PATH")  # our botocore's, newer than this one's
    script = [python, str(_CLIENTS / "s3fs_script.py"), "s3fs-files", key]
    done = subprocess.run(script, env=environment, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr
    large = "s3fs-files/深い 木/データ &+%.bin"
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "reads": 40,
        "size": (11 << 20) + 77,
        "names": ["s3fs-files/copy", "s3fs-files/moved", large],
        "folders": ["s3fs-files/copy", "s3fs-files/moved", "s3fs-files/深い 木"],
        "copied": True,
        "tail": "23",
        "there": [True, False],
        "left": ["s3fs-files/copy", "s3fs-files/moved"],
    }
    heads = [s3.head_object(Bucket="s3fs-files", Key=name) for name in ("copy", "moved")]
    assert {(head["ServerSideEncryption"], head["SSEKMSKeyId"]) for head in heads} == {("aws:kms", key)}

"""The AWS CLI, as a shell user would call it after `eval "$(sealcanvas env)"`."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.live import Live


@pytest.fixture
def aws(live: Live) -> Any:
    program = Path(sys.executable).with_name("aws")
    environment = {**os.environ, **live.environment, "AWS_PAGER": "", "AWS_MAX_ATTEMPTS": "1"}

    def call(*arguments: str, fails: bool = False) -> str:
        done = subprocess.run(
            [str(program), *arguments], env=environment, capture_output=True, text=True, check=False, timeout=120
        )
        assert (done.returncode != 0) is fails, done.stderr
        return done.stderr if fails else done.stdout

    return call


def test_keys_and_objects(aws: Any, tmp_path: Path) -> None:
    key = json.loads(aws("kms", "create-key", "--description", "cli"))["KeyMetadata"]["Arn"]
    aws("s3", "mb", "s3://cli-bucket")
    tree = tmp_path / "木"
    tree.mkdir()
    (tree / "a b.txt").write_text("こんにちは")
    (tree / "c.bin").write_bytes(bytes(range(256)) * 5000)
    aws("s3", "sync", str(tree), "s3://cli-bucket/t", "--sse", "aws:kms", "--sse-kms-key-id", key)
    back = tmp_path / "back"
    aws("s3", "sync", "s3://cli-bucket/t", str(back))
    assert {p.name: p.read_bytes() for p in back.iterdir()} == {p.name: p.read_bytes() for p in tree.iterdir()}
    head = json.loads(aws("s3api", "head-object", "--bucket", "cli-bucket", "--key", "t/a b.txt"))
    assert head["SSEKMSKeyId"] == key
    assert "NoSuchBucket" in aws("s3", "ls", "s3://not-there-at-all", fails=True)


def test_the_studios_own_service_is_an_aws_service(aws: Any) -> None:
    text = aws("sealcanvas", "describe-dataset", "--dataset-id", "ds-00000000000000000", fails=True)
    assert "ResourceNotFoundException" in text

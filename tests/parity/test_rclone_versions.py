"""rclone on a bucket that keeps versions: it overwrites and deletes, sees what was before, and cleans up."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.live import Live

_NAME = "表 1.txt"


@pytest.fixture
def rclone(live: Live, tmp_path: Path) -> Callable[..., str]:
    environment = {
        "RCLONE_CONFIG": "/dev/null",
        "RCLONE_CONFIG_SEAL_TYPE": "s3",
        "RCLONE_CONFIG_SEAL_PROVIDER": "Other",
        "RCLONE_CONFIG_SEAL_ENDPOINT": live.environment["AWS_ENDPOINT_URL"],
        "RCLONE_CONFIG_SEAL_ACCESS_KEY_ID": live.environment["AWS_ACCESS_KEY_ID"],
        "RCLONE_CONFIG_SEAL_SECRET_ACCESS_KEY": live.environment["AWS_SECRET_ACCESS_KEY"],
        "RCLONE_CONFIG_SEAL_REGION": "us-east-1",
        "HOME": str(tmp_path),
    }
    program = str(Path(sys.executable).with_name("rclone"))

    def run(*arguments: str) -> str:
        command = [program, *arguments, "--retries", "1"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_what_was_overwritten_and_deleted_is_seen_and_cleaned_up(
    live: Live, rclone: Callable[..., str], tmp_path: Path
) -> None:
    s3, place = live.client("s3"), "seal:rclone-versions"
    s3.create_bucket(Bucket="rclone-versions")
    rclone("backend", "versioning", place, "Enabled")
    assert rclone("backend", "versioning", place).strip() == '"Enabled"'
    for text in ("first", "the second"):
        (tmp_path / "file").write_text(text)
        rclone("copyto", str(tmp_path / "file"), f"{place}/{_NAME}")
        time.sleep(0.01)  # rclone names versions by the millisecond
    versions = rclone("lsf", "--s3-versions", place).splitlines()
    assert len(versions) == 2
    assert _NAME in versions
    [older] = [name for name in versions if name != _NAME]
    assert rclone("cat", "--s3-versions", f"{place}/{older}") == "first"
    rclone("deletefile", f"{place}/{_NAME}")
    assert rclone("lsf", place) == ""
    assert len(rclone("lsf", "--s3-versions", place).splitlines()) == 2
    assert rclone("cat", "--s3-versions", f"{place}/{older}") == "first"
    rclone("backend", "cleanup-hidden", place)
    assert rclone("lsf", "--s3-versions", place) == ""
    s3.delete_bucket(Bucket="rclone-versions")

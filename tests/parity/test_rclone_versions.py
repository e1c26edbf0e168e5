"""rclone on a bucket that keeps versions: it overwrites and deletes, sees what was before, and cleans up."""

import time
from functools import partial
from pathlib import Path

from tests.support.live import Live
from tests.support.rclone import run_rclone

_NAME = "表 1.txt"


def test_what_was_overwritten_and_deleted_is_seen_and_cleaned_up(live: Live, tmp_path: Path) -> None:
    rclone = partial(run_rclone, live, tmp_path)
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

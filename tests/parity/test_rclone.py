"""rclone, a client in Go with a signer of its own: sync and check --download of a tree with difficult names."""

import subprocess
import sys
from pathlib import Path

from tests.support.live import Live


def test_sync_and_check(live: Live, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for name in ("plain.txt", "with space & plus+.txt", "深い/フォルダ/データ.csv", "empty", "percent%41.txt"):
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"" if name == "empty" else name.encode() * 1000)
    (tree / "large.bin").write_bytes(bytes(range(256)) * 40_000)
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
    live.client("s3").create_bucket(Bucket="rclone-tree")
    for arguments in (
        ["sync", str(tree), "seal:rclone-tree/t", "--s3-upload-cutoff", "5M", "--s3-chunk-size", "5M"],
        ["check", "--download", str(tree), "seal:rclone-tree/t"],
        ["sync", "seal:rclone-tree/t", str(tmp_path / "back")],
    ):
        done = subprocess.run(
            [program, *arguments, "--retries", "1"], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    back = {p.relative_to(tmp_path / "back"): p.read_bytes() for p in (tmp_path / "back").rglob("*") if p.is_file()}
    assert back == {p.relative_to(tree): p.read_bytes() for p in tree.rglob("*") if p.is_file()}

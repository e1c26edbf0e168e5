"""rclone, a client in Go with a signer of its own: sync and check --download of a tree with difficult names."""

from pathlib import Path

from tests.support.live import Live
from tests.support.rclone import run_rclone


def test_sync_and_check(live: Live, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for name in ("plain.txt", "with space & plus+.txt", "深い/フォルダ/データ.csv", "empty", "percent%41.txt"):
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"" if name == "empty" else name.encode() * 1000)
    (tree / "large.bin").write_bytes(bytes(range(256)) * 40_000)
    live.client("s3").create_bucket(Bucket="rclone-tree")
    for arguments in (
        ["sync", str(tree), "seal:rclone-tree/t", "--s3-upload-cutoff", "5M", "--s3-chunk-size", "5M"],
        ["check", "--download", str(tree), "seal:rclone-tree/t"],
        ["sync", "seal:rclone-tree/t", str(tmp_path / "back")],
    ):
        run_rclone(live, tmp_path, *arguments)
    back = {p.relative_to(tmp_path / "back"): p.read_bytes() for p in (tmp_path / "back").rglob("*") if p.is_file()}
    assert back == {p.relative_to(tree): p.read_bytes() for p in tree.rglob("*") if p.is_file()}

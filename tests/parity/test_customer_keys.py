"""SSE-C by the AWS CLI and by rclone, each reading what the other wrote; and a form signed by a session."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from tests.parity.test_presigned import Poster
from tests.support.buckets import allow_customer_keys
from tests.support.live import Live


def run(program: str, *arguments: str, environment: dict[str, str]) -> None:
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_cli_and_rclone_read_each_other(live: Live, tmp_path: Path) -> None:
    bucket = f"customer-{secrets.token_hex(6)}"
    live.client("s3").create_bucket(Bucket=bucket)
    allow_customer_keys(live.client("s3"), bucket)
    (tmp_path / "key").write_text(own := secrets.token_hex(16))  # 32 bytes, which rclone takes as text
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "小さい ファイル.txt").write_text("秘密")
    (tmp_path / "tree" / "large.bin").write_bytes(secrets.token_bytes(9 << 20))
    cli = {**os.environ, **live.environment, "AWS_PAGER": "", "AWS_MAX_ATTEMPTS": "1"}
    key = ["--sse-c", "AES256", "--sse-c-key", f"fileb://{tmp_path / 'key'}"]
    run("aws", "s3", "cp", "--recursive", f"{tmp_path}/tree", f"s3://{bucket}/t", *key, environment=cli)
    rclone = {
        "HOME": str(tmp_path),
        "RCLONE_CONFIG": "/dev/null",
        "RCLONE_S3_PROVIDER": "Other",
        "RCLONE_S3_ENDPOINT": live.environment["AWS_ENDPOINT_URL"],
        "RCLONE_S3_ACCESS_KEY_ID": live.environment["AWS_ACCESS_KEY_ID"],
        "RCLONE_S3_SECRET_ACCESS_KEY": live.environment["AWS_SECRET_ACCESS_KEY"],
        "RCLONE_S3_REGION": "us-east-1",
        "RCLONE_S3_SSE_CUSTOMER_ALGORITHM": "AES256",
        "RCLONE_S3_SSE_CUSTOMER_KEY": own,
        "RCLONE_RETRIES": "1",
    }
    run("rclone", "check", "--download", f"{tmp_path}/tree", f":s3:{bucket}/t", environment=rclone)
    cut = ["--s3-upload-cutoff", "5M", "--s3-chunk-size", "5M"]
    run("rclone", "sync", f"{tmp_path}/tree", f":s3:{bucket}/r", *cut, environment=rclone)
    run("aws", "s3", "cp", "--recursive", f"s3://{bucket}/r", f"{tmp_path}/back", *key, environment=cli)
    for path in (tmp_path / "tree").iterdir():
        assert (tmp_path / "back" / path.name).read_bytes() == path.read_bytes()


def test_a_session_signs_a_form(live: Live, tmp_path: Path) -> None:
    bucket = f"session-{secrets.token_hex(6)}"
    live.client("s3").create_bucket(Bucket=bucket)
    session = live.client("sts").get_session_token()["Credentials"]
    poster = Poster(live, bucket, tmp_path, session)
    form = poster.form("by session")
    assert poster.send(form, b"x").status == 204
    form["fields"]["x-amz-security-token"] = form["fields"]["x-amz-security-token"][:-4] + "AAAA"
    assert poster.send(form, b"x").status in (400, 403)

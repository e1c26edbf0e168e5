"""`sealcanvas scrub` and `sealcanvas gc`, on the state of a stopped server."""

import json
import os
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sealcanvas.cli import cli
from sealcanvas.iam.administrator import root_call
from sealcanvas.s3 import create_bucket, create_multipart_upload
from sealcanvas.s3.whole import put_bytes
from sealcanvas.server.home import Endpoint, Home
from sealcanvas.server.opened import opened
from sealcanvas.storage.blobs import BlobFolder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("SEALCANVAS_ROOT_KEY", str(tmp_path / "root.key"))
    monkeypatch.setenv("SEALCANVAS_HOME", str(tmp_path / "state"))
    made = Home.default(os.environ)
    made.create("111122223333")
    with opened(made) as instance:
        call = root_call(instance)
        create_bucket(call, {"Bucket": "mine-1"})
        put_bytes(call, "mine-1", "顧客\x1b[31m", b"data", None)
        create_multipart_upload(call, {"Bucket": "mine-1", "Key": "begun"})
    made.publish_endpoint(Endpoint("http://127.0.0.1:1", 1))
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def blob(home: Home) -> Path:
    folder = BlobFolder(home.folder / "objects")
    (blob_id,) = folder.ids()
    return folder.path(blob_id)


def test_scrub_tells_damage_and_fails(home: Home) -> None:
    sound = run("scrub")
    assert (sound.exit_code, sound.stdout.startswith("1 blobs, ")) == (0, True)
    path = blob(home)
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    damaged = run("scrub", "--json", "--rate", "1000")
    assert damaged.exit_code == 1
    (told,) = json.loads(damaged.stdout)["Damaged"]
    assert (told["Bucket"], told["Place"]) == ("mine-1", path.relative_to(home.folder).as_posix())
    shown = run("scrub")
    assert shown.exit_code == 1
    assert "its bytes are not those that were written" in shown.stdout
    assert "\x1b" not in shown.stdout


def test_gc_tells_first_and_removes_then(home: Home) -> None:
    stray = home.folder / "objects" / "00" / "00" / ("0" * 32)
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"nobody's")
    assert json.loads(run("gc", "--json").stdout)["OrphanCount"] == 0  # it is young
    long_ago = time.time() - 7200
    os.utime(stray, (long_ago, long_ago))
    dry = run("gc", "--dry-run")
    assert (dry.exit_code, "would remove 1 orphans" in dry.stdout, stray.exists()) == (0, True, True)
    done = run("gc")
    assert (done.exit_code, "removed 1 orphans" in done.stdout, stray.exists()) == (0, True, False)
    assert json.loads(run("gc", "--json", "--uploads-older-than", "1").stdout)["AbortedUploads"] == []
    blob(home).unlink()
    missing = run("gc")
    assert missing.exit_code == 1
    assert "missing  s3://mine-1/顧客" in missing.stdout
    assert "\x1b" not in missing.stdout

"""What others may write (names, Sids, policies) is shown on a terminal, and never obeyed by it."""

import io
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from sealcanvas.access.principal import Principal
from sealcanvas.cli import cli
from sealcanvas.cli.plain import plain
from sealcanvas.cli.why import show_decision
from sealcanvas.doctor.explain_decision import explain
from sealcanvas.iam.administrator import root_call
from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.server.home import Home
from sealcanvas.server.opened import opened
from sealcanvas.service.body import BytesBody
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.errors import AccessDenied

ACCOUNT = "111122223333"
HOSTILE = "a\x1b[2J\x1b]0;x\x07\x9b1m\r\nMend: run [bold]this[/] [/x] \u202eelif\u2028\x7f"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("SEALCANVAS_ROOT_KEY", str(tmp_path / "root.key"))
    monkeypatch.setenv("SEALCANVAS_HOME", str(tmp_path / "state"))
    home = Home.default(os.environ)
    home.create(ACCOUNT)
    return home


def obeyed(text: str) -> list[str]:
    return [each for each in text if each in "\x1b\x07\x9b\r\u202e\u2028\x7f"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("データ\u3000①", "データ\u3000①"),
        ("a\x1b[2J", "a\\x1b[2J"),
        ("a\nb", "a\\nb"),
        ("\u202e\x9b\ud800", "\\u202e\\x9b\\ud800"),
    ],
)
def test_characters_that_a_terminal_obeys_are_written_out(text: str, shown: str) -> None:
    assert plain(text) == shown
    assert plain("a\nb", lines=True) == "a\nb"


def test_an_objects_name_cannot_write_on_the_terminal_of_who_asks_why(home: Home) -> None:
    with opened(home) as instance:
        s3.operations["CreateBucket"](root_call(instance), {"Bucket": "data"})
        eve = Principal.user(ACCOUNT, "eve", "AIDAEVE")
        call = Call(instance, eve, new_request_id(), instance.region)
        with pytest.raises(AccessDenied):
            s3.operations["PutObject"](call, {"Bucket": "data", "Key": HOSTILE, "Body": BytesBody(b"")})
        explained = explain(instance, call.request_id)
    written = io.StringIO()
    show_decision(explained, Console(file=written, highlight=False))
    assert "a\\x1b[2J" in written.getvalue()
    assert obeyed(written.getvalue()) == []
    assert not [line for line in written.getvalue().splitlines() if line.startswith("Mend: run")]


def test_a_sid_cannot_write_on_the_terminal_of_who_asks_who_can(home: Home) -> None:
    root = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    statement = {"Sid": HOSTILE, "Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"}
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    with opened(home) as instance:
        made = kms.operations["CreateKey"](root_call(instance), {"Policy": text})["KeyMetadata"]
    asked = CliRunner().invoke(cli, ("policy", "who-can", made["KeyId"]))
    assert asked.exit_code == 0, asked.exception
    assert "[bold]this[/]" in asked.stdout
    assert obeyed(asked.stdout) == []


def test_a_policy_cannot_write_on_the_terminal_of_who_checks_it(tmp_path: Path) -> None:
    file = tmp_path / "policy.json"
    statement = {"Effect": "Allow", "Action": f"s3:{HOSTILE}", "Resource": HOSTILE, HOSTILE: 1}
    file.write_text(json.dumps({"Version": "2012-10-17", "Statement": [statement]}, ensure_ascii=False))
    checked = CliRunner().invoke(cli, ("policy", "lint", str(file)))
    assert checked.exit_code == 1
    assert obeyed(checked.stdout) == []

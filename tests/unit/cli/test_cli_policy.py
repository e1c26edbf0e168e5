"""`sealcanvas policy simulate`, `who-can` and `review`, on the state of a stopped server."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sealcanvas.cli import cli
from sealcanvas.iam import iam
from sealcanvas.iam.administrator import root_call
from sealcanvas.kms import kms
from sealcanvas.server.home import Home
from sealcanvas.server.opened import opened

ACCOUNT = "111122223333"
JANE = f"arn:aws:iam::{ACCOUNT}:role/Jane"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **each} for each in statements]})


DELEGATION = {"Principal": {"AWS": ROOT}, "Action": "kms:*", "Resource": "*"}


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A key of a stopped server, and a role that may not use it."""
    monkeypatch.setenv("SEALCANVAS_ROOT_KEY", str(tmp_path / "root.key"))
    monkeypatch.setenv("SEALCANVAS_HOME", str(tmp_path / "state"))
    home = Home.default(os.environ)
    home.create(ACCOUNT)
    with opened(home) as instance:
        trust = policy({"Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"})
        members = {"RoleName": "Jane", "AssumeRolePolicyDocument": trust}
        iam.operations["CreateRole"](root_call(instance), members)
        request = {"Policy": policy(DELEGATION)}
        return str(kms.operations["CreateKey"](root_call(instance), request)["KeyMetadata"]["Arn"])


def run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(cli, ("policy", *arguments), input=text)


def test_a_simulation_ends_with_its_answer(key: str, tmp_path: Path) -> None:
    denied = run("simulate", JANE, "kms:Decrypt", key)
    assert denied.exit_code == 1
    assert "is not authorized to perform: kms:Decrypt" in denied.stdout
    use = {"Action": "kms:Decrypt", "Resource": "*"}
    tied = {"StringEquals": {"kms:EncryptionContext:チーム": "赤", "kms:ViaService": "s3.us-east-1.amazonaws.com"}}
    further = tmp_path / "further.json"
    further.write_text(policy(use | {"Condition": tied}))
    way = ("--via", "s3", "--encryption-context", "チーム=赤", "--policy", str(further))
    allowed = run("simulate", JANE, "kms:Decrypt", key, *way, "--json")
    assert (allowed.exit_code, json.loads(allowed.stdout)["Allowed"]) == (0, True)
    assert run("simulate", JANE, "kms:Decrypt", key, "--policy", str(further)).exit_code == 1
    draft = tmp_path / "draft.json"
    draft.write_text(policy(DELEGATION, {"Principal": {"AWS": JANE}, "Action": "kms:Decrypt", "Resource": "*"}))
    assert run("simulate", JANE, "kms:Decrypt", key, "--draft", key, str(draft)).exit_code == 0
    japanese = run("simulate", JANE, "kms:Decrypt", key, "--language", "ja")
    assert "許可" in japanese.stdout


def test_who_can_lists_everybody(key: str) -> None:
    found = json.loads(run("who-can", key, "--json").stdout)
    assert [each["Principal"] for each in found["Principals"]] == [ROOT]
    assert found["Complete"]
    shown = run("who-can", key, "--action", "kms:Decrypt")
    assert shown.exit_code == 0
    assert "key policy of" in shown.stdout
    assert "kms:Encrypt" not in shown.stdout


def test_a_review_tells_what_opens_and_ends_with_1_on_a_lock_out(key: str, tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    jane = {"Principal": {"AWS": [JANE, "444455556666"]}, "Action": "kms:Decrypt", "Resource": "*"}
    file.write_text(policy(DELEGATION, jane))
    opened_now = run("review", str(file), "--of", key)
    assert opened_now.exit_code == 0
    assert f"+  {JANE}" in opened_now.stdout
    assert "444455556666:root (outside)" in opened_now.stdout
    assert run("review", "-", "--of", key, text=policy(DELEGATION)).stdout == "It opens and closes nothing.\n"
    locked = run("review", "-", "--of", key, "--json", text=policy(jane))
    assert (locked.exit_code, json.loads(locked.stdout)["LockedOut"]) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("simulate", JANE, "kms:Decrypt", "alias/none"), 1),
        (("simulate", "Jane", "kms:Decrypt", "*"), 1),
        (("simulate", JANE, "kms", "*"), 1),
        (("simulate", JANE, "kms:Decrypt", "*", "--context", "nothing"), 2),
        (("simulate", JANE, "kms:Decrypt", "*", "--account", "12"), 2),
        (("simulate", JANE), 2),
        (("who-can", "arn:aws:sagemaker:us-east-1:111122223333:domain/d-1"), 1),
        (("review", "/no/such/file", "--of", ROOT), 2),
        (("review", "-", "--of", ROOT), 1),
        (("review", "-"), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_failures_are_one_line_and_misuse_ends_with_2(key: str, arguments: tuple[str, ...], code: int) -> None:
    result = run(*arguments, text="{")
    assert result.exit_code == code
    if code == 1:
        assert result.stderr.startswith("sealcanvas: ")
        assert result.stderr.count("\n") == 1

"""Every keeper of the root key: it opens the state again, and its refusals change nothing and tell no secret."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import boto3
import pytest

from sealcanvas.crypto.secret import Secret
from sealcanvas.roots.aws_kms import AwsKmsKeeper
from sealcanvas.roots.errors import RootUnavailable
from sealcanvas.roots.keeper import Purpose
from sealcanvas.server.home import Home
from tests.support.root_world import PASSPHRASE, Keeping, RootWorld
from tests.support.softhsm import PIN
from tests.support.vault import TOKEN
from tests.unit.server.root.conftest import KINDS

Make = Callable[[str], Keeping]
_REFUSALS = [
    *(("file", name) for name in ("another file", "no file", "open to others")),
    *(("passphrase", name) for name in ("wrong", "missing")),
    *(("pkcs11", name) for name in ("wrong PIN", "no token", "no key")),
    *(("aws-kms", name) for name in ("denied", "no credentials")),
    *(("vault", name) for name in ("403", "sealed", "no token", "another key", "no key")),
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_keeper_is_remembered_and_opens_the_state_again(world: RootWorld, keeping: Make, kind: str) -> None:
    made = keeping(kind)
    world.start(made.locator)
    world.check()
    status = world.run("root", "status", "--json")
    assert status.exit_code == 0, status.output
    assert f'"Provider": "{kind}"' in status.output
    assert '"Epoch": 0' in status.output
    verified = world.run("verify")
    assert verified.exit_code == 0, verified.output
    assert "root record" in verified.output


@pytest.mark.parametrize(("kind", "how"), _REFUSALS)
def test_a_refusal_is_one_line_and_changes_nothing(world: RootWorld, keeping: Make, kind: str, how: str) -> None:
    made = keeping(kind)
    world.start(made.locator)
    change, told = made.refusals[how]
    before = world.digest()
    change(world.environment)
    for arguments in (
        ("up", "--port", "0"),
        ("verify",),
        ("root", "rotate"),
        ("root", "migrate", "--to", "file:/tmp/x"),
    ):
        result = world.run(*arguments)
        assert result.exit_code == 1, result.output
        line = result.stderr.splitlines()[-1]
        assert line.startswith("sealcanvas: "), result.output
        assert told in line
        assert len([each for each in result.stderr.splitlines() if "Warning" not in each]) == 1
        assert not any(secret in result.output for secret in (PASSPHRASE, PIN, TOKEN, "incorrect horse", "hvs.wrong"))
        assert world.digest() == before


@pytest.mark.parametrize("kind", ["pkcs11", "aws-kms", "vault", "file"])
def test_a_state_folder_alone_sends_nobody_anywhere(world: RootWorld, keeping: Make, kind: str) -> None:
    made = keeping(kind)
    world.start(made.locator)
    elsewhere = world.environment | {"SEALCANVAS_CONFIG": str(world.folder / "elsewhere")}
    moved = RootWorld(world.folder, elsewhere, world.blob, world.key)
    result = moved.up()
    assert result.exit_code == 1
    assert "which this machine was not told" in result.stderr
    told = RootWorld(world.folder, elsewhere | {"SEALCANVAS_ROOT": made.locator}, world.blob, world.key)
    told.check()


def test_a_locator_other_than_the_kept_one_is_refused(world: RootWorld, keeping: Make) -> None:
    keeping("vault")
    world.start("file:")
    before = world.digest()
    result = world.run("up", "--port", "0", "--root", "vault:https://vault.example:8200/studio")
    assert result.exit_code == 1
    assert "the root key is kept by file:, not vault:https://vault.example:8200/studio" in result.stderr
    assert world.digest() == before


@pytest.mark.parametrize(
    ("locator", "why"),
    [
        ("keyfile", "a root is named by"),
        ("http://vault", "a root is named by"),
        ("file:root.key", "absolute path"),
        ("passphrase:hunter2", "never in passphrase:"),
        ("pkcs11:token=a;object=b?module-path=/m.so&pin-value=1", "never stands in"),
        ("aws-kms:alias/root", "is named aws-kms:arn"),
        ("aws-kms:arn:aws:kms:us-east-1:111122223333:key/x?endpoint=http://kms.example", "https alone"),
        ("aws-kms:arn:aws:kms:us-east-1:111122223333:key/x?token=1", "is named aws-kms:arn"),
        ("vault:http://vault.example:8200/k", "https alone"),
        ("vault:https://vault.example:8200", "is named vault:"),
        ("vault:https://token@vault.example:8200/k", "is none"),
        ("vault:https://vault.example:8200/../k", "is named vault:"),
        ("vault:https://vault.example:8200/a b", "spaces"),
    ],
)
def test_what_names_no_keeper_is_refused_before_anything_is_made(world: RootWorld, locator: str, why: str) -> None:
    result = world.run("up", "--port", "0", "--root", locator)
    assert result.exit_code == 1
    assert why in result.stderr
    assert "token@" not in result.stderr
    assert not (world.state / "instance.json").exists()
    assert not (world.state / "root.json").exists()


def test_a_folder_without_a_record_opens_by_its_key_file(world: RootWorld) -> None:
    world.start("file:")
    (world.state / "root.json").unlink()
    world.check()
    status = world.run("root", "status", "--json")
    assert '"Since": null' in status.output
    assert world.run("root", "rotate").exit_code == 0
    world.check()


def test_a_record_that_is_gone_or_changed_is_told(world: RootWorld, keeping: Make) -> None:
    world.start(keeping("passphrase").locator)
    record = world.state / "root.json"
    kept = record.read_bytes()
    for content, why in (
        (None, "is gone"),
        (b"{}", "cannot be used"),
        (b"\xff", "cannot be used"),
        (kept[:-9], "cannot"),
    ):
        record.unlink(missing_ok=True)
        if content is not None:
            record.write_bytes(content)
        before = world.digest()
        result = world.up()
        assert result.exit_code == 1
        assert why in result.stderr
        assert world.digest() == before


def test_a_passphrase_in_another_unicode_form_is_the_same(world: RootWorld) -> None:
    composed, apart = "caf\u00e9 caf\u00e9 caf\u00e9", "cafe\u0301 cafe\u0301 cafe\u0301"
    world.environment["SEALCANVAS_ROOT_PASSPHRASE"] = composed
    world.start("passphrase:")
    world.environment["SEALCANVAS_ROOT_PASSPHRASE"] = apart
    world.check()


def test_a_short_passphrase_is_refused(world: RootWorld) -> None:
    world.environment["SEALCANVAS_ROOT_PASSPHRASE"] = "hunter2"
    result = world.run("up", "--port", "0", "--root", "passphrase:")
    assert result.exit_code == 1
    assert "12 bytes at least" in result.stderr
    assert "hunter2" not in result.output


def test_who_opens_the_state_keeps_its_root_key_from_changing(world: RootWorld) -> None:
    world.start("file:")
    user = Home(world.state, world.environment)
    user.open()
    result = world.run("root", "rotate")
    assert result.exit_code == 1
    assert "a command is at work" in result.stderr
    user.close()
    assert world.run("root", "rotate").exit_code == 0


def test_the_statement_in_the_page_is_enough_for_aws_kms_and_serves_no_other_instance(
    kms_server: tuple[str, str, dict[str, str], dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, _, allowed, refused = kms_server
    page = Path(__file__).parents[4] / "docs" / "roots.md"
    (statement,) = (json.loads(each) for each in re.findall(r"```json\n(.*?)```", page.read_text("utf-8"), re.DOTALL))
    for name, value in allowed.items():
        monkeypatch.setenv(name, value)
    clients = {name: boto3.client(name, region_name="us-east-1", endpoint_url=url) for name in ("kms", "iam")}
    stranger = clients["iam"].get_user(UserName="stranger")["User"]["Arn"]
    account = stranger.split(":")[4]
    owner = {"Effect": "Allow", "Principal": {"AWS": account}, "Action": "kms:*", "Resource": "*"}
    statement["Principal"]["AWS"] = stranger
    statement["Condition"]["StringEquals"]["kms:EncryptionContext:sealcanvas:instance"] = "0a1b"
    policy = {"Version": "2012-10-17", "Statement": [owner, statement]}
    key = clients["kms"].create_key(Policy=json.dumps(policy))["KeyMetadata"]["Arn"]
    for client in clients.values():
        client.close()
    for name, value in refused.items():  # the stranger's credentials
        monkeypatch.setenv(name, value)
    keeper = AwsKmsKeeper.parse(f"{key}?endpoint={url}")
    root = Secret.random()
    kept = keeper.keep(root, Purpose("0a1b", 3))
    assert keeper.give(kept, Purpose("0a1b", 3), "") == root
    with pytest.raises(RootUnavailable, match="InvalidCiphertextException"):
        keeper.give(kept, Purpose("0a1b", 4), "")
    with pytest.raises(RootUnavailable, match="AccessDeniedException"):
        keeper.give(kept, Purpose("ffff", 3), "")

"""The AWS Encryption SDK and Tink, unmodified, in an environment of their own."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench.automl.environments import PLACE, installed
from tests.support.live import Live

pytestmark = pytest.mark.slow
_CLIENTS = Path(__file__).with_name("clients")


@pytest.fixture(scope="module")
def run(live: Live) -> Callable[..., dict[str, Any]]:
    python = installed(_CLIENTS / "encryption.lock", PLACE / "encryption")

    def task(*arguments: object) -> dict[str, Any]:
        done = subprocess.run(
            [python, str(_CLIENTS / "encryption_script.py"), *map(str, arguments)],
            env={**os.environ, **live.environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        seen: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return seen

    return task


OPENED = {"opened": "message", "context": True}


def test_what_is_sealed_under_two_keys_opens_by_either(
    live: Live, run: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    kms = live.client("kms")
    first, second, stranger = (kms.create_key()["KeyMetadata"]["Arn"] for _ in range(3))
    run("seal", first, second, tmp_path / "sealed")
    assert run("open_with", first, tmp_path / "sealed") == OPENED
    assert "refused" in run("open_with", stranger, tmp_path / "sealed")
    kms.disable_key(KeyId=first)
    assert run("open_with", second, tmp_path / "sealed") == OPENED
    assert run("discover", tmp_path / "sealed") == OPENED
    kms.disable_key(KeyId=second)
    assert "refused" in run("discover", tmp_path / "sealed")


def test_a_message_that_was_altered_does_not_open(
    live: Live, run: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    key = live.client("kms").create_key()["KeyMetadata"]["Arn"]
    run("seal", key, tmp_path / "sealed")
    sealed = bytearray((tmp_path / "sealed").read_bytes())
    sealed[-1] ^= 1
    (tmp_path / "sealed").write_bytes(sealed)
    assert "refused" in run("discover", tmp_path / "sealed")


def test_an_rsa_keyring_seals_by_the_public_key_and_opens_by_kms(
    live: Live, run: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    key = live.client("kms").create_key(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT")["KeyMetadata"]["Arn"]
    assert run("rsa", key, tmp_path / "sealed") == OPENED


def test_two_keys_agree(live: Live, run: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    kms = live.client("kms")
    sender, recipient = (
        kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="KEY_AGREEMENT")["KeyMetadata"]["Arn"] for _ in range(2)
    )
    assert run("agree", sender, recipient, tmp_path / "sealed") == OPENED


def test_tinks_envelopes_open_under_their_associated_data_alone(live: Live, run: Callable[..., dict[str, Any]]) -> None:
    key = live.client("kms").create_key()["KeyMetadata"]["Arn"]
    assert run("tink", key) == {"opened": "message", "refused": "TinkError"}

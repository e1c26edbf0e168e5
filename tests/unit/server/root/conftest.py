"""One keeper of each kind."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sealcanvas.crypto.passphrase import Stretching
from sealcanvas.crypto.random import random_bytes
from tests.support.live import live_server
from tests.support.root_world import PASSPHRASE, Keeping, RootWorld
from tests.support.softhsm import softhsm
from tests.support.vault import TOKEN, vault

KINDS = ("file", "passphrase", "pkcs11", "aws-kms", "vault")


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RootWorld:
    environment = {"SEALCANVAS_CONFIG": str(tmp_path / "config")}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return RootWorld(tmp_path, environment)


@pytest.fixture(scope="session")
def kms_server() -> Iterator[tuple[str, str, dict[str, str], dict[str, str]]]:
    """Our own server as somebody's KMS: its URL, a key, and credentials that may and may not use it."""
    with live_server() as live:
        key = live.client("kms").create_key(Description="root of another")["KeyMetadata"]["Arn"]
        live.client("iam").create_user(UserName="stranger")
        stranger = live.client("iam").create_access_key(UserName="stranger")["AccessKey"]
        allowed = {name: live.environment[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
        refused = {
            "AWS_ACCESS_KEY_ID": stranger["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": stranger["SecretAccessKey"],
        }
        yield live.environment["AWS_ENDPOINT_URL"], key, allowed, refused


@pytest.fixture
def keeping(
    world: RootWorld, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Callable[[str], Keeping]:
    """Makes the keeper of a kind, with all that it needs in the environment."""

    def make(kind: str) -> Keeping:
        made: Keeping = getattr(_Keepings(world, monkeypatch, request), kind.replace("-", "_"))()
        world.environment |= made.environment
        for name, value in made.environment.items():
            monkeypatch.setenv(name, value)  # boto3 and SoftHSM read the process's own
        return made

    return make


class _Keepings:
    def __init__(self, world: RootWorld, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
        self._world, self._monkeypatch, self._request = world, monkeypatch, request

    def _secret(self, name: str, text: str) -> str:
        path = self._world.folder / name
        path.write_text(text)
        path.chmod(0o600)
        return str(path)

    def file(self) -> Keeping:
        path = self._world.folder / "key folder" / "root.key"

        def other(_: dict[str, str]) -> None:
            path.write_bytes(bytes(range(32)))

        return Keeping(
            f"file:{str(path).replace(' ', '%20')}",
            {},
            {
                "another file": (other, "not this instance's"),
                "no file": (lambda _: path.unlink(), "no root key at"),
                "open to others": (lambda _: path.chmod(0o644), "chmod 600"),
            },
        )

    def passphrase(self) -> Keeping:
        name = "SEALCANVAS_ROOT_PASSPHRASE_FILE"

        def wrong(environment: dict[str, str]) -> None:
            environment[name] = self._secret("wrong", "incorrect horse")

        return Keeping(
            "passphrase:",
            {name: self._secret("passphrase", PASSPHRASE + "\n")},
            {
                "wrong": (wrong, "not this instance's"),
                "missing": (lambda environment: environment.__setitem__(name, ""), "the passphrase is missing"),
            },
        )

    def pkcs11(self) -> Keeping:
        hsm = softhsm(self._world.folder / "hsm", self._monkeypatch)
        hsm.add("studio")

        def wrong_pin(environment: dict[str, str]) -> None:
            environment["SEALCANVAS_PKCS11_PIN_FILE"] = self._secret("wrong-pin", "0000")

        def no_token(_: dict[str, str]) -> None:
            shutil.rmtree(self._world.folder / "hsm" / "tokens")
            (self._world.folder / "hsm" / "tokens").mkdir()
            hsm.add("another")

        def no_key(_: dict[str, str]) -> None:
            no_token(_)
            hsm.add("studio")

        return Keeping(
            f"pkcs11:token=studio;object=root%20key?module-path={hsm.module}",
            {**hsm.environment, "SEALCANVAS_PKCS11_PIN_FILE": str(hsm.pin_file)},
            {
                "wrong PIN": (wrong_pin, "the PIN is not that of the token"),
                "no token": (no_token, "has no token 'studio'"),
                "no key": (no_key, "has no secret key 'root key'"),
            },
        )

    def aws_kms(self) -> Keeping:
        url, key, allowed, refused = self._request.getfixturevalue("kms_server")
        none = dict.fromkeys(allowed, "")

        def become(credentials: dict[str, str]) -> Callable[[dict[str, str]], None]:
            def change(environment: dict[str, str]) -> None:
                environment |= credentials
                for name, value in credentials.items():
                    self._monkeypatch.setenv(name, value)

            return change

        nowhere = {
            "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
            "AWS_CONFIG_FILE": "/nonexistent",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_SESSION_TOKEN": "",
        }
        return Keeping(
            f"aws-kms:{key}?endpoint={url}",
            {**allowed, **nowhere},
            {
                "denied": (become(refused), "AccessDeniedException"),
                "no credentials": (become(none), "Unable to locate credentials"),
            },
        )

    def vault(self) -> Keeping:
        opened = vault()
        served = opened.__enter__()
        self._request.addfinalizer(lambda: opened.__exit__(None, None, None))
        name = "VAULT_TOKEN_FILE"

        def wrong(environment: dict[str, str]) -> None:
            environment[name] = self._secret("wrong-token", "hvs.wrong")

        return Keeping(
            f"vault:{served.url}/studio",
            {name: self._secret("token", TOKEN)},
            {
                "403": (wrong, "permission denied"),
                "sealed": (lambda _: setattr(served, "sealed", True), "sealed"),
                "no token": (lambda environment: environment.__setitem__(name, ""), "token is missing"),
                "another key": (lambda _: served.keys.__setitem__("studio", bytes(32)), "authentication failed"),
                "no key": (lambda _: served.keys.clear(), "encryption key not found"),
            },
        )


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases at the least cost that a reader takes; `tests/faults/test_root_of_a_server.py` pays the whole."""
    monkeypatch.setattr(Stretching, "fresh", classmethod(lambda cls: cls(random_bytes(16), 65_536, 1, 1)))

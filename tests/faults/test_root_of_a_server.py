"""The root key of a server that runs: what its processes are told, what a kill leaves, and old state folders."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.client.spawned import SpawnedServer
from sealcanvas.server.environment import environment_of
from tests.support.live import Live
from tests.support.root_world import PASSPHRASE, RootWorld

pytestmark = pytest.mark.slow


class _Server(SpawnedServer):
    """A server whose root key is under a passphrase in a file."""

    def __init__(self, folder: Path) -> None:
        secret = folder / "passphrase"
        secret.write_text(PASSPHRASE)
        secret.chmod(0o600)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SEALCANVAS_"))}
        ours = {"SEALCANVAS_CONFIG": str(folder / "config"), "SEALCANVAS_ROOT_PASSPHRASE_FILE": str(secret)}
        super().__init__(folder / "state", folder / "log", {**kept, **ours})

    def run(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """A command beside it, as a process of its own."""
        return subprocess.run(
            [*self.program, *arguments, "--home", str(self.state)],
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def kill(self) -> None:
        """As by a power cut."""
        os.killpg(self.pid, signal.SIGKILL)
        self.stop()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[_Server]:
    made = _Server(tmp_path)
    yield made
    made.stop()


def _client(server: _Server, service: str) -> Any:
    live = Live(server, environment_of(server.home), server.home.describe().account)  # type: ignore[arg-type]
    return live.client(service)


def test_every_process_of_a_server_has_the_root_key_from_the_first(server: _Server) -> None:
    server.start("--root", "passphrase:", "--workers", "3")
    file = Path(server.environment["SEALCANVAS_ROOT_PASSPHRASE_FILE"])
    file.rename(file.with_name("away"))  # nobody needs it any more
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    serving = [pid for pid in children if "sealcanvas.server.process" in Path(f"/proc/{pid}/cmdline").read_text()]
    assert len(serving) == 2
    for pid in (*serving, server.pid):
        assert PASSPHRASE not in Path(f"/proc/{pid}/cmdline").read_text()
        assert PASSPHRASE not in Path(f"/proc/{pid}/environ").read_text()
    os.kill(int(serving[0]), signal.SIGKILL)
    time.sleep(3)
    file.with_name("away").rename(file)
    kms = _client(server, "kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    for _ in range(60):
        blob = kms.encrypt(KeyId=key, Plaintext=b"payroll")["CiphertextBlob"]
        assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"payroll"
    assert "Traceback" not in server.log.read_text()
    assert PASSPHRASE not in server.log.read_text()


def test_a_killed_server_s_state_is_not_touched_by_a_wrong_root_and_takes_a_new_one(server: _Server) -> None:
    server.start("--root", "passphrase:")
    kms = _client(server, "kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    blob = kms.encrypt(KeyId=key, Plaintext=b"payroll")["CiphertextBlob"]
    busy = server.run("root", "rotate")
    assert busy.returncode == 1
    assert "is already being served" in busy.stderr
    server.kill()
    assert (server.state / "state.db-wal").stat().st_size > 0
    world = RootWorld(server.state.parent, dict(server.environment))
    before = world.digest()
    for arguments in (("up", "--port", "0"), ("verify",), ("root", "rotate")):
        refused = server.run(*arguments, SEALCANVAS_ROOT_PASSPHRASE="not the passphrase")
        assert refused.returncode == 1
        assert len(refused.stderr.splitlines()) == 1 + refused.stderr.count("Warning")
        assert "not this instance's" in refused.stderr
        assert world.digest() == before
    rotated = server.run("root", "rotate")
    assert rotated.returncode == 0, rotated.stderr
    server.start()  # no --root: it is remembered
    assert _client(server, "kms").decrypt(CiphertextBlob=blob)["Plaintext"] == b"payroll"
    assert server.run("verify").returncode == 0
    assert server.run("root", "status").stdout.splitlines()[0] == "provider  passphrase"


def test_another_key_file_changes_nothing_beside_a_log_that_a_kill_left(tmp_path: Path) -> None:
    server = _Server(tmp_path)
    try:
        server.start("--root", f"file:{tmp_path}/root.key")
        _client(server, "kms").create_key()
        server.kill()
        (server.state / "root.json").unlink()  # as in a folder of before: only its pages tell a wrong root
        (tmp_path / "other.key").write_bytes(bytes(range(32)))
        (tmp_path / "other.key").chmod(0o600)
        world = RootWorld(tmp_path, dict(server.environment))
        before = world.digest()
        refused = server.run("up", "--port", "0", SEALCANVAS_ROOT_KEY=str(tmp_path / "other.key"))
        assert refused.returncode == 1
        assert "nothing was changed" in refused.stderr
        assert world.digest() == before
        server.environment["SEALCANVAS_ROOT_KEY"] = str(tmp_path / "root.key")
        server.start()
        assert server.run("verify").returncode == 0
    finally:
        server.stop()

"""kill -9 while volumes are written, detached and brought back: what was told as done is there, nothing half-made."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms import kms
from sealcanvas.server.compose import open_instance
from sealcanvas.server.run import utc_now
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.attached import detach, find_attached, open_attached
from sealcanvas.volumes.snapshots import KEPT, list_snapshots
from sealcanvas.volumes.sweep import sweep, sweep_orphans
from sealcanvas.volumes.walk import walk
from tests.support.instance import ACCOUNT, REGION, call_as
from tests.unit.volumes.volume_world import APP, DOMAIN, grant

ROOT = bytes(range(32))
GIB = 1 << 30


def opened(home: Path) -> Instance:
    return open_instance(home, Secret(ROOT), account=ACCOUNT, region=REGION, clock=utc_now)


def work(home: Path, key: str) -> None:
    """Write, detach and bring back for ever; each finished round is told on standard output."""
    instance = opened(home)
    for number in range(1_000_000):
        volume = open_attached(instance, "app", APP, DOMAIN, key, GIB)
        volume.put("round", f"{number}".encode())
        volume.put(f"file-{number % 5}", f"{number}".encode() * 20_000)
        with instance.database.transaction():  # as DeleteApp does it
            detach(instance, APP)
        sweep(instance)
        print(number, flush=True)  # noqa: T201 - for the test


def main() -> None:
    """What the child process runs."""
    work(Path(sys.argv[1]), sys.argv[2])


@pytest.mark.slow
def test_a_kill_leaves_volumes_whole(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    instance = opened(home)
    root = call_as(instance, Principal.root(ACCOUNT))
    key = str(kms.operations["CreateKey"](root, {})["KeyMetadata"]["Arn"])
    grant(root, key)
    instance.database.close()
    for delay in (1.0, 1.13, 1.29, 1.41):
        code = "from tests.faults.test_kill_volumes import main; main()"
        path = os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])
        environment = {**os.environ, "PYTHONPATH": path}
        command = [sys.executable, "-c", code, str(home), key]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(delay)
        child.kill()
        told = [first, *child.stdout.read().splitlines()]
        child.wait()
        child.stdout.close()
        acknowledged = int(told[-1])
        instance = opened(home)
        sweep_orphans(instance)
        assert {file.problem for file in walk(instance)} <= {""}
        volume = open_attached(instance, "app", APP, DOMAIN, key, GIB)
        found = int(volume.get("round"))
        assert found in (acknowledged, acknowledged + 1)
        for name in volume.names():
            assert volume.get(name)
        attached = find_attached(instance, APP)
        assert attached is not None
        assert attached.state == "Attached"
        assert len(list_snapshots(instance, volume.volume_id)) <= KEPT
        with instance.database.read() as connection:
            named = connection.exec_driver_sql(
                "SELECT blob_id FROM volume_files UNION SELECT blob_id FROM volume_snapshot_files"
            ).scalars()
            assert set(instance.volumes.ids()) == set(named)
        instance.database.close()

"""A whole build of each problem type, watched system call by system call: nothing in plaintext reaches any disk."""

import io
import math
import os
import random
import re
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.canvas.verify.needles import needles_of
from sealcanvas.canvas.verify.open_files import OPEN_FILES
from sealcanvas.canvas.verify.search import search
from sealcanvas.server.environment import environment_of
from tests.acceptance.team import Team, allow, document, until
from tests.acceptance.test_forecast_flow import SIX
from tests.support.live import Live
from tests.support.strace import TracedServer, Write, file_system_of, strace_is_there

pytestmark = pytest.mark.slow

CANARY = f"神戸-{secrets.token_hex(6)}"
_DATABASE = {"state.db", "state.db-wal", "state.db-shm", "state.db-journal"}
_SCRATCH = Path("/dev/shm")  # noqa: S108 - to look, not to write
_SEMAPHORE = re.compile(r"sem\.[\w-]{1,64}")  # 32 bytes: a counter of the C library's
_VIRTUAL = {"/dev/null", "/dev/tty", "/dev/urandom"}


@pytest.fixture(scope="module")
def server() -> Iterator[TracedServer]:
    if not strace_is_there():
        if os.environ.get("CI"):
            pytest.fail("strace is not installed: what the server writes cannot be watched. .ci/run installs it")
        pytest.skip("strace is not installed (Debian and Ubuntu: apt-get install strace)")
    made = TracedServer()
    made.start()
    yield made
    made.stop()
    made.remove()


def test_every_path_that_is_written_is_sealed_or_memory(server: TracedServer) -> None:
    began = time.time()
    live = Live(server, environment_of(server.home), server.home.describe().account)
    _live_through_everything(live)
    report = live.client("sealcanvas").verify_store(Search=[CANARY])
    assert report["Summary"]["FoundCount"] == report["Summary"]["DamagedCount"] == 0
    assert {file["Status"] for file in report["Files"]} == {"Authentic"}, report["Files"]
    known = {file["Path"] for file in report["Files"]}
    for client in live.clients:
        client.close()

    written = server.finish()
    kinds = Counter(_kind(server, each, known) for each in written)
    bad = sorted({f"{each.call} {each.path}" for each in written if _kind(server, each, known) == "unknown"})
    assert not bad, "\n".join(bad)
    # The watch saw the work: objects and volumes, the database, and workers at their scratch and their own volumes.
    for kind in ("object", "volume", "job volume", "store", "database", "open file", "scratch"):
        assert kinds[kind], f"nothing was seen of: {kind}. Seen: {kinds}"
    workers = {each.pid for each in written if _kind(server, each, known) == "job volume"} - {server.pid}
    assert len(workers) > 1
    assert CANARY not in server.trace.read_text()
    assert not _found_in_clear(server, began)


def _live_through_everything(live: Live) -> None:
    """Import, a build of each problem type, predictions in batches."""
    team = Team(live)
    team.set_up()
    role = _let_forecast(team)
    team.set_up_domain()
    series = {"Status": "ENABLED", "AmazonForecastRoleArn": role}
    settings = {"CanvasAppSettings": {"TimeSeriesForecastingSettings": series}}
    live.client("sagemaker").update_domain(DomainId=team.domain_id, DefaultUserSettings=settings)
    team.put("table.csv", _table())
    team.put("series.csv", _series())
    table, months = team.import_dataset("table.csv"), team.import_dataset("series.csv")
    assert (table["Status"], months["Status"]) == ("Ready", "Ready"), (table, months)
    client = live.client("sealcanvas")
    wishes: dict[str, dict[str, Any]] = {
        "BinaryClassification": {"DatasetId": table["DatasetId"], "TargetColumn": "churn"},
        "MulticlassClassification": {"DatasetId": table["DatasetId"], "TargetColumn": "grade"},
        "Regression": {"DatasetId": table["DatasetId"], "TargetColumn": "amount"},
        "TimeSeriesForecasting": {
            "DatasetId": months["DatasetId"],
            "TargetColumn": "sold",
            "TimeSeriesConfig": {"ItemIdColumn": "shop", "TimestampColumn": "month", "ForecastHorizon": 3},
        },
    }
    versions = {
        problem: client.create_model_version(ModelName=problem, ProblemType=problem, BuildType="quick", **wish)[
            "ModelVersionId"
        ]
        for problem, wish in wishes.items()
    }
    for problem, version in versions.items():
        describe = lambda version=version: client.describe_model_version(ModelVersionId=version)  # noqa: E731
        built = until(describe, "Status", {"Building"}, 240)
        assert built["Status"] == "Ready", (problem, built)
    predictions = [
        client.create_batch_prediction(ModelVersionId=version, **_rows(problem, table))["PredictionId"]
        for problem, version in versions.items()
    ]
    for prediction in predictions:
        describe = lambda prediction=prediction: client.describe_prediction(PredictionId=prediction)  # noqa: E731
        made = until(describe, "Status", {"InProgress"}, 120)
        assert made["Status"] == "Ready", made


def _rows(problem: str, table: dict[str, Any]) -> dict[str, str]:
    return {} if problem == "TimeSeriesForecasting" else {"DatasetId": table["DatasetId"]}


def _let_forecast(team: Team) -> str:
    """A Forecast role with the document's six actions on the domain's two keys."""
    iam, kms = team.client("iam"), team.client("kms")
    trust = {"Effect": "Allow", "Principal": {"Service": "forecast.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = iam.create_role(RoleName=f"{team.name}-forecast", AssumeRolePolicyDocument=document(trust))["Role"]["Arn"]
    s3_all = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    iam.put_role_policy(RoleName=f"{team.name}-forecast", PolicyName="s3", PolicyDocument=document(s3_all))
    for name in ("domain", "storage"):
        root = allow(f"arn:aws:iam::{team.live.account}:root", "kms:*")
        policy = document(root, allow(team.role_arn, "kms:Decrypt", "kms:GenerateDataKey"), allow(role, *SIX))
        kms.put_key_policy(KeyId=team.keys[name], PolicyName="default", Policy=policy)
    return str(role)


def _kind(server: TracedServer, write: Write, known: set[str]) -> str:
    """What a path is, or "unknown".

    Args:
        known: paths below the state folder that `verify` found authentic.
    """
    path = Path(write.path.removesuffix(" (deleted)"))
    if write.call == "memfd_create":
        return "memory"
    if write.call == "io_uring_setup":
        return "event loop" if write.path == "epoll" else "unknown"
    if write.call == "mount":
        return "scratch" if " tmpfs" in write.path or write.path.startswith(("tmpfs ", "none /")) else "unknown"
    if path.is_relative_to(server.state):
        return _in_state(path.relative_to(server.state), write, known)
    if path.parent == _SCRATCH and _SEMAPHORE.fullmatch(path.name):
        return "semaphore" if file_system_of(path) == "tmpfs" else "unknown"
    if path.is_relative_to(_SCRATCH):
        ours = path.relative_to(_SCRATCH).parts[0].lstrip(".").startswith(f"sealcanvas-{os.getuid()}-")
        return "scratch" if ours and file_system_of(path) == "tmpfs" else "unknown"
    if str(path) in _VIRTUAL or file_system_of(path) == "proc":
        return "kernel"
    if path in (server.root_key, server.root_key.with_name(f"{server.root_key.name}.new")):
        return "root key"
    if path.parent == server.temporary and write.call.startswith("mkdir"):
        return "socket folder"
    return "unknown"


def _in_state(path: Path, write: Write, known: set[str]) -> str:
    if str(path) in OPEN_FILES:
        return "open file"
    if str(path) in _DATABASE:
        return "database"
    folder = path.parts[0] if path.parts else ""
    if write.call.startswith("mkdir"):
        return "folder" if folder in ("", "objects", "volumes") else "unknown"
    if folder == "objects":
        return "object"
    if path.parts[:2] == ("volumes", "jobs"):
        return "job volume"
    if path.parts[:2] == ("volumes", "incoming"):
        return "store"
    return "volume" if folder == "volumes" else "unknown"


def _found_in_clear(server: TracedServer, began: float) -> list[str]:
    """Files in the temporary folders, ours and the machine's, that hold the canary and changed since the test began."""
    found = []
    needles = needles_of([CANARY])
    for folder in (server.folder, Path("/tmp"), Path("/var/tmp"), _SCRATCH):  # noqa: S108 - to look, not to write
        for place, folders, names in os.walk(folder):
            folders[:] = [name for name in folders if os.access(Path(place, name), os.R_OK | os.X_OK)]
            for path in (Path(place, name) for name in names):
                try:
                    if path.is_symlink() or not path.is_file() or path.stat().st_mtime < began - 5:
                        continue
                    with path.open("rb") as file:
                        if any(search(file, needles)):
                            found.append(str(path))
                except OSError:
                    continue
    return found


def _table(rows: int = 400) -> bytes:
    chance = random.Random(11)  # noqa: S311 - data, not a secret
    text = io.StringIO()
    text.write("amount,都市,churn,grade\n")
    for _ in range(rows):
        amount, city = chance.gauss(0, 1), chance.choice([CANARY, "Tokyo"])
        leaves = amount + (city == CANARY) + chance.gauss(0, 0.3) > 0.4
        grade = "abc"[min(2, max(0, round(amount + 1)))]
        text.write(f"{amount:.4f},{city},{'yes' if leaves else 'no'},{grade}\n")
    return text.getvalue().encode()


def _series() -> bytes:
    text = io.StringIO()
    text.write("shop,month,sold\n")
    for shop in (CANARY, "Osaka", "Nara"):
        for month in range(48):
            sold = 100 + month + 20 * math.sin(month * math.pi / 6)
            text.write(f"{shop},{2020 + month // 12}-{month % 12 + 1:02}-01,{sold:.2f}\n")
    return text.getvalue().encode()

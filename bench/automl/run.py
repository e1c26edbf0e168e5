"""Fill cells: one after the other, each in a process of its own, until the time is up."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from json import dumps, loads
from pathlib import Path

from bench.automl.cell import Cell
from bench.automl.engines import ENVIRONMENTS, OURS
from bench.automl.environments import PLACE, ROOT, exported, python
from bench.automl.guard import Limits, watch
from bench.automl.sets import SETS
from bench.automl.store import RESULTS, Record, add

_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "LOKY_MAX_CPU_COUNT"), "1")


def fill(cells: Iterable[Cell], until: float, source: Path, results: Path = RESULTS) -> Iterator[str]:
    """Measure `cells` until `until` (monotonic), and tell what came of each. `source`: the checkout of ours."""
    data, commit = exported(), commit_of(source)
    for cell in cells:
        if time.monotonic() >= until:
            break
        record = measure(cell, data / f"{cell.set}.parquet", source, commit)
        add(record, results)
        yield f"{cell}: {record['status']}, {record.get('score', record.get('note'))}"


def measure(cell: Cell, data: Path, source: Path, commit: str, limits: Limits | None = None) -> Record:
    """One cell's record, whatever becomes of it."""
    each = SETS.get(cell.set)
    kind, metric = (each.kind, each.metric) if each else ("regression", "RMSE")
    logs = PLACE / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="bench-automl-") as folder:
        request = cell.to_dict() | {"kind": kind, "metric": metric, "data": str(data), "path": folder}
        result = Path(folder) / "result.json"
        happened = watch(
            [python(ENVIRONMENTS[cell.engine]), "-m", "bench.automl.work", dumps(request), str(result)],
            Path(folder),
            limits or Limits.of(cell.budget),
            cell.clock,
            logs / f"{cell}.log",
            _ONE_THREAD | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(source / "src")))},
        )
        outcome = loads(result.read_text()) if result.exists() else None
    told = happened or "failed: no result"
    return {
        **cell.to_dict(),
        "metric": metric,
        "status": "done" if outcome else told.split(" ")[0].rstrip(":"),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "load": round(load, 1),
        **(outcome or {"note": told}),
        "commit": commit if cell.engine == OURS else "",
    }


def commit_of(source: Path) -> str:
    """The checkout's commit, with a "+" if its machine learning was changed since."""

    def git(*words: str) -> str:
        return subprocess.run(["git", "-C", source, *words], check=True, capture_output=True, text=True).stdout.strip()

    changed = git("status", "--porcelain", "--", "src/sealcanvas/ml")
    return git("rev-parse", "--short=10", "HEAD") + ("+" if changed else "")

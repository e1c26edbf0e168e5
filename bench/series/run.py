"""Real series by the month, quarter and day: our standard build beside AutoGluon-TimeSeries and statsforecast.

Every engine gets the same past at the same origins, with no limit of time and one thread, and is judged by the same
figures; CPU seconds are those of its process and its children. Cells that have run are kept below .bench/, ours by what
the code is, so that the benchmark fills over days: `BENCH_SECONDS` (default 3600) bounds how long new cells are begun.
AutoGluon (2.5 GB) takes part once its environment is made: `BENCH_AUTOGLUON=1`. Where a peer has not run here, its
figures in the results that are there already are kept, and listed.
"""

import hashlib
import json
import os
import resource
import subprocess
import sys
import time
from itertools import product
from pathlib import Path
from typing import Any

from bench.series import environments
from bench.series.cells import Cell, cell
from bench.series.figures import figures
from bench.series.kept import PEERS, kept
from bench.series.summary import summary

_PANELS = ("quarterly", "monthly", "daily")
_ORIGINS = (1, 2, 3)
_ENGINES = Path(__file__).parent / "engines"
_RESULTS = Path(__file__).parents[1] / "results" / "series.json"
_LEARNING = Path(__file__).parents[2] / "src" / "sealcanvas" / "ml" / "series"
_THREADS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "LOKY_MAX_CPU_COUNT"), "1")


def run() -> dict[str, Any]:
    """The figures of the cells that have run, by engine and panel, and which ones have not."""
    until = time.monotonic() + float(os.environ.get("BENCH_SECONDS", "3600"))
    panels = _panels()
    engines = {"ours": Path(sys.executable), "statistical": Path(sys.executable)}
    if environments.made("autogluon") or os.environ.get("BENCH_AUTOGLUON"):
        engines["autogluon"] = environments.python("autogluon")
    sizes = {name: {"series": len(panels[name]["series"]), "horizon": panels[name]["horizon"]} for name in _PANELS}
    before = kept(_RESULTS, sizes)
    rows: list[dict[str, Any]] = []
    missing, again, members = [], [], {}
    for origin, panel, engine in product(_ORIGINS, _PANELS, ("ours", *PEERS)):
        at, called = cell(panel, panels[panel], origin), f"{panel}, origin {origin}: {engine}"
        found = _cell(at, engine, engines[engine], until) if engine in engines else None
        if found is None and (panel, origin, engine) in before:
            again.append(called)
            rows += before[panel, origin, engine]
        elif found is None:
            missing.append(called)
        if found is None:
            continue
        for name, answer in found["answers"].items():
            cpu = answer.get("cpu_seconds", found["cpu_seconds"])
            told = {key: _short(value) for key, value in {"cpu_seconds": cpu, **figures(at, answer)}.items()}
            rows.append({"panel": panel, "origin": origin, "engine": name, **told})
            if engine == "ours":
                members[f"{panel}, origin {origin}"] = {one["model"]: one["weight"] for one in answer["models"]}
    found_here = {"panels": sizes, "load": os.getloadavg()[0], **summary(rows)}
    return {**found_here, "not_run": missing, "kept": again, "weights": members, "cells": rows}


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def _panels() -> dict[str, Any]:
    path = environments.HOME / "series-panels.json"
    if not path.exists():
        subprocess.run([environments.python("data"), Path(__file__).parent / "panels.py", path], check=True)
    return dict(json.loads(path.read_text()))


def _cell(at: Cell, engine: str, python: Path, until: float) -> dict[str, Any] | None:
    """What the engine said, now or before; None where the time is over or it failed."""
    version = _digest() if engine == "ours" else "peer"
    path = environments.HOME / "series-cells" / f"{at.panel}.{at.origin}.{engine}.{version}.json"
    if path.exists():
        return dict(json.loads(path.read_text()))
    if time.monotonic() > until:
        return None
    before = _cpu()
    # -P: else a script's folder would come before the packages that it is named after.
    done = subprocess.run(
        [python, "-P", _ENGINES / f"{engine}.py"],
        input=json.dumps(at.request(0)),
        capture_output=True,
        text=True,
        env={**os.environ, **_THREADS},
        check=False,
    )
    if done.returncode:
        print(f"{at.panel} {at.origin} {engine}: {done.stderr[-2000:]}", file=sys.stderr)
        return None
    found = {"answers": json.loads(done.stdout.splitlines()[-1]), "cpu_seconds": _cpu() - before}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found))
    return found


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _digest() -> str:
    whole = hashlib.sha256()
    for path in sorted(_LEARNING.rglob("*.py")):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:12]

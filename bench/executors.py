"""One build, bound by its number of candidates, by one process alone and by two helpers that it starts.

Wall seconds, the helpers' start included: on two processors with nothing else to do the second should need little more
than half of the first. `processors` and `load` say how far that held when this was measured.
"""

import os
import tempfile
import time
from typing import Any

import numpy as np
import pyarrow as pa

from bench.spread import ratios, spread
from sealcanvas.jobs.executors.crew import Crew
from sealcanvas.jobs.executors.local import LocalHands
from sealcanvas.jobs.executors.seal import Plain
from sealcanvas.ml.executor import Executor
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.tabular import train

_ROWS, _COLUMNS, _CANDIDATES, _ROUNDS = 8_000, 10, 4, 3


def run() -> dict[str, Any]:
    """Both in turn, so that what else the machine does falls on both."""
    random = np.random.default_rng(1)
    matrix = random.normal(size=(_ROWS, _COLUMNS))
    truth = matrix[:, 0] + matrix[:, 1] * matrix[:, 2] + random.normal(size=_ROWS)
    table = pa.table({f"x{column}": matrix[:, column] for column in range(_COLUMNS)} | {"y": truth})
    build(table, None)  # imports
    alone, helped, load = [], [], []
    for _ in range(_ROUNDS):
        load.append(os.getloadavg()[0])
        alone.append(build(table, None))
        with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
            os.environ["TMPDIR"] = folder
            began = time.perf_counter()
            crew = Crew(LocalHands(2), Plain())
            build(table, crew)
            crew.close()
            helped.append(time.perf_counter() - began)
    return {
        "rows": _ROWS,
        "columns": _COLUMNS,
        "candidates": _CANDIDATES,
        "processors": os.cpu_count(),
        "load": spread(load),
        "alone_s": spread(alone),
        "two_helpers_s": spread(helped),
        "ratio_time": ratios(helped, alone),
    }


def build(table: Any, executor: Executor | None) -> float:
    """Seconds for a model."""
    began = time.perf_counter()
    train(
        table,
        "y",
        ProblemType.REGRESSION,
        budget_seconds=3600,
        max_candidates=_CANDIDATES,
        algorithms=["lightgbm"],
        executor=executor,
    )
    return time.perf_counter() - began

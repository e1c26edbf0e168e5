"""Works on one cell, alone in a process of the engine's environment: `python -m bench.automl.work REQUEST RESULT`."""

import json
import os
import resource
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

# Predictions after the first, unless that takes long.
_TRIALS, _LONG = 3, 5.0
_cpu = time.process_time
_wall = time.perf_counter


def main(request: dict[str, Any], result: Path) -> None:
    """The request: a cell's members, `kind`, `metric`, `data` and `path`, a folder of its own."""
    os.nice(5)
    if request["clock"] == "cpu":
        from bench.automl.clock import use_cpu_time

        use_cpu_time()
    else:
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    outcome = measure(request)
    result.with_suffix(".tmp").write_text(json.dumps(outcome))
    result.with_suffix(".tmp").rename(result)


def measure(request: dict[str, Any]) -> dict[str, Any]:
    """The members of a record that are measured."""
    from importlib import import_module

    import numpy as np
    import pyarrow.parquet as pq

    from bench.automl.engines import Task
    from bench.automl.guard import enter
    from bench.automl.scores import score
    from bench.automl.split import BLOCKS, blocks, digest, held_out

    module, _, preset = request["engine"].partition("_")
    engine: Any = import_module(f"bench.automl.engines.{module}")
    kind, metric = request["kind"], request["metric"]
    target = pq.read_table(request["data"], columns=["target"])["target"].to_numpy(zero_copy_only=False)
    if kind != "regression":
        target = np.unique(target.astype(str), return_inverse=True)[1]
    held = held_out(target, kind != "regression", request["seed"])
    learn, judge = engine.rows(request["data"], True, ~held), engine.rows(request["data"], False, held)
    engine.prepare()
    marks = Path(request["path"])

    enter(marks, "fit")
    fit_cpu, fit_wall = _cpu(), _wall()
    model = engine.fit(learn, Task(kind, request["budget"], request["seed"], request["path"]), preset)
    fit_cpu, fit_wall = _cpu() - fit_cpu, _wall() - fit_wall
    enter(marks, "predict")
    spent: list[float] = []
    while len(spent) <= _TRIALS and sum(spent) < _LONG:
        began = _cpu()
        predicted = np.asarray(model.predict(judge), dtype=float)
        spent.append(_cpu() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    truth = target[held]
    block = blocks(truth, kind != "regression")
    return {
        "version": model.version,
        "score": _short(score(metric, truth, predicted)),
        "blocks": [_short(score(metric, truth[block == each], predicted[block == each])) for each in range(BLOCKS)],
        "split": digest(held),
        "fit_cpu_s": round(fit_cpu, 2),
        "fit_wall_s": round(fit_wall, 2),
        "rows": int(held.sum()),
        "first_predict_cpu_s": round(spent[0], 4),
        "predict_cpu_s": round(median(spent[1:] or spent), 5),
        "model_bytes": model.size(),
        "peak_mb": peak // 1024,
    }


def _short(value: float) -> float:
    return float(f"{value:.6g}")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), Path(sys.argv[2]))

"""Records as a run leaves them, for tests."""

from typing import Any

from bench.automl.cell import Cell
from bench.automl.store import Record, latest


def record(name: str, engine: str, score: float | None, *, seed: int = 0, budget: int = 30, **more: Any) -> Record:
    """A cell with a score (whose ten blocks are spread a little), or one that was killed."""
    cell = Cell(name, engine, budget, seed).to_dict()
    about = {"metric": "?", "at": "2026-11-27T00:00:00+00:00", "load": 1.0, "commit": more.pop("commit", "")}
    if score is None:
        return {**cell, **about, "status": "killed", "note": "killed in fit after 60 s"}
    blocks = [score * (1 + 0.01 * (number - 4.5)) for number in range(10)]
    measured = {
        "version": "1",
        "score": score,
        "blocks": blocks,
        "split": f"{name}-{seed}",
        "fit_cpu_s": 30.0,
        "fit_wall_s": 40.0,
        "rows": 1000,
        "first_predict_cpu_s": 0.2,
        "predict_cpu_s": 0.1,
        "model_bytes": 2_000_000,
        "peak_mb": 300,
    }
    metric = {"magic": "AUC", "letter": "LogLoss", "ames": "RMSE"}[name]
    return {**cell, **about, "status": "done", **measured, "metric": metric, **more}


def records(*lines: Record) -> dict[Cell, Record]:
    """As they are read."""
    return latest(lines)

"""The analysis report of a tabular model."""

from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from typing import Any

import numpy as np

from sealcanvas.ml import arrow
from sealcanvas.ml.analysis.confusion import confusion, per_class
from sealcanvas.ml.analysis.curves import calibration, curves
from sealcanvas.ml.analysis.effects import effects, explained_outputs
from sealcanvas.ml.analysis.interval import intervals
from sealcanvas.ml.analysis.judged import Judged
from sealcanvas.ml.analysis.leakage import leakage
from sealcanvas.ml.analysis.power import MOST_ROWS, power
from sealcanvas.ml.analysis.quality import Quality, examine, rows_within
from sealcanvas.ml.analysis.report import head, scores
from sealcanvas.ml.analysis.residuals import regression
from sealcanvas.ml.table import Table
from sealcanvas.ml.tabular.build import Build
from sealcanvas.ml.tabular.model import TabularModel
from sealcanvas.ml.tabular.target import read_target

Array = Any  # numpy.ndarray
Beat = Callable[[], None]

# Shares of the time for each of three parts; what one does not need, the next one may use.
_INTERVALS, _POWER = 0.3, 0.3
_MOST_POWERS = 100


def analyze(
    found: Build,
    model: TabularModel,
    table: Table,
    seconds: float,
    latency: float,
    beat: Beat,
    *,
    powers: dict[str, float] | None = None,
) -> dict[str, Any]:
    """docs/analysis.md, but for `quality`.

    Args:
        model: one of the build's.
        table: what was trained on.
        seconds: for the report; small tables need a few seconds less.
        latency: measured seconds to predict one row.
        beat: called at least every second; it may raise to cancel.
        powers: the columns' own `power`, where it is known: it is the data's, whatever the model.
    """
    until = monotonic() + seconds
    judged = Judged.of(found, model)
    values = {name: score.value for name, score in model.metrics.items()}
    sampler = judged.sampled()
    drawn = intervals(sampler.score, len(judged.truth), values, model.seed, _INTERVALS * seconds, beat)
    report: dict[str, Any] = {
        **head(str(model.problem), model.target, model),
        "classes": model.classes,
        "rows": model.rows,
        "folds": model.folds,
        **scores(model, drawn),
        "inference_latency_seconds": latency,
    }
    if model.classes:
        report["classification"] = {
            "threshold": model.threshold,
            "confusion": confusion(judged),
            "per_class": per_class(judged),
            "curves": curves(judged),
            "calibration": calibration(judged),
        }
    else:
        report["regression"] = regression(judged)
    beat()
    if powers is None:
        powers = _power(model, table, max(0.0, min(_POWER * seconds, until - monotonic())), beat)
    outputs = explained_outputs(model, judged.frequent if model.classes else np.zeros(0))
    moved = effects(model, table, outputs, max(0.0, until - monotonic()), beat)
    report["effects"] = {**moved, "power": dict(list(powers.items())[:_MOST_POWERS])}
    return report


def data_quality(
    model: TabularModel, table: Table, report: dict[str, Any], validation: Table | None, seconds: float, beat: Beat
) -> Quality:
    """Everything about the data, leakage by the report's `power` included; of many values about so many `seconds`."""
    wanted = {*model.columns, model.target}
    used = table.select([name for name in table.column_names if name in wanted])
    other = None
    if validation is not None:
        other = validation.select([name for name in validation.column_names if name in wanted])
    most = rows_within(seconds, used.num_columns)
    found = examine(used, model.target, model.problem, validation=other, most_rows=most, seed=model.seed, beat=beat)
    leaks = leakage(report["effects"]["power"], model.target, table.num_rows)
    return replace(found, findings=[*leaks, *found.findings])


def _power(model: TabularModel, table: Table, seconds: float, beat: Beat) -> dict[str, float]:
    wanted = read_target(table, model.target, model.problem)
    drawn = np.random.default_rng(model.seed).permutation(len(wanted.kept))[:MOST_ROWS]
    rows = table.take(arrow.column(wanted.kept[drawn]))
    layout = model.features.layout
    matrix = model.features.encode(rows, beat)
    truth, classes = wanted.values[drawn], len(wanted.classes)
    return power(matrix, layout.owners, layout.sizes, model.columns, truth, classes, seconds, beat)

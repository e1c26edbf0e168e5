"""A build's candidates measured on rows that training has not seen, and timed."""

from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sealcanvas.ml import arrow
from sealcanvas.ml.columns import numbers
from sealcanvas.ml.errors import BadTarget
from sealcanvas.ml.table import Table, strings
from sealcanvas.ml.tabular.build import Build
from sealcanvas.ml.tabular.calibration import calibrated
from sealcanvas.ml.tabular.candidate import Candidate
from sealcanvas.ml.tabular.decision import best_odds, best_threshold
from sealcanvas.ml.tabular.honest import Answers
from sealcanvas.ml.tabular.model import TabularModel
from sealcanvas.ml.tabular.weight import weighed

Array = Any  # numpy.ndarray

_BLOCK = 50_000
_TIMED_ROWS = 100


def measure(
    found: Build, table: Table, weight: str | None = None
) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """All metrics of the model and of each candidate (by name) against the target column of `table`.

    Labels are decided with the thresholds of training; `weight` is a column of sample weights.

    Raises:
        BadTarget: the table has no target, no row with a known one, or a label that training never saw.
        BadOption: it has no weights.
        SchemaMismatch: it lacks columns.
    """
    model, ground = found.model, found.ground
    table, truth, each = _truth(model, table, weight)
    each = None if ground.objective == "BalancedAccuracy" else each
    parts: list[list[Array]] = [[] for _ in found.candidates]
    whole: list[Array] = []
    for start in range(0, table.num_rows, _BLOCK):
        matrix = model.features.encode(table.slice(start, _BLOCK), found.clock.beat)
        for place, candidate in enumerate(found.candidates):
            found.clock.beat()
            parts[place].append(respond(candidate, matrix))
        whole.append(model.respond(matrix))
    answers = {each.name: np.concatenate(part) for each, part in zip(found.candidates, parts, strict=True)}
    single = {
        candidate.name: Answers.of(
            calibrated(answers[candidate.name], ground.temperature(candidate.predicted)), *_cut(found, candidate)
        ).score(truth, each)
        for candidate in found.candidates
    }
    return Answers.of(np.concatenate(whole), model.threshold, model.odds).score(truth, each), single


def latency(found: Build, table: Table) -> tuple[float, dict[str, float]]:
    """Seconds to predict one row of a small block, with the model and with each candidate (by name)."""
    rows = table.slice(0, _TIMED_ROWS)
    began = perf_counter()
    matrix = found.model.features.encode(rows)
    encoding = perf_counter() - began
    count = len(matrix)

    def timed(answer: Callable[[Array], Array]) -> float:
        found.clock.beat()
        answer(matrix[:1])  # what is parsed at the first prediction is no part of the others
        began = perf_counter()
        answer(matrix)
        return (encoding + perf_counter() - began) / count

    return timed(found.model.respond), {each.name: timed(partial(respond, each)) for each in found.candidates}


def respond(candidate: Candidate, matrix: Array) -> Array:
    """One candidate's answer: the mean over its folds' models."""
    return np.asarray(sum(model.predict(matrix) for model in candidate.models) / len(candidate.models))


def _cut(found: Build, candidate: Candidate) -> tuple[float, tuple[float, ...]]:
    ground = found.ground
    if not ground.classes:
        return 0.5, ()
    predicted = calibrated(candidate.predicted, ground.temperature(candidate.predicted))
    asked = (ground.objective, ground.truth, predicted, ground.weight)
    return best_threshold(*asked), best_odds(*asked)


def _truth(model: TabularModel, table: Table, weight: str | None) -> tuple[Table, Array, Array | None]:
    """The rows with a target, what it is (numbers, or class indices), and their weights."""
    target = model.target
    if target not in table.column_names:
        raise BadTarget(f"The validation data lacks the target column '{target}'.")
    each = None
    if weight is not None:
        table, each = weighed(table, weight)
    known = arrow.present(table[target])
    if not model.classes:
        known &= ~np.isnan(numbers(table[target]))
    if not known.any():
        raise BadTarget(f"The validation data has no row with a value of '{target}'.")
    table = table.take(arrow.column(np.flatnonzero(known)))
    each = None if each is None else each[known]
    if not model.classes:
        return table, numbers(table[target]), each
    labels = pc.index_in(strings(table[target]), value_set=pa.array(model.classes))
    if labels.null_count:
        raise BadTarget(f"The validation data has labels of '{target}' that training never saw.")
    return table, arrow.whole_numbers(labels), each

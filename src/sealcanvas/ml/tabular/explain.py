"""How much each table column moves the predictions, in per cent."""

from time import monotonic
from typing import Any

import numpy as np

from sealcanvas.ml.progress import Reporter
from sealcanvas.ml.tabular.candidate import Candidate
from sealcanvas.ml.tabular.features import Layout

Array = Any  # numpy.ndarray

_ROWS = 1_000
_STEP = 10
# However short the time: fewer rows would tell more of the rows than of the columns.
_LEAST_ROWS = 50
_SHUFFLED_ROWS, _SHUFFLED_STEP = 300, 50
_TOGETHER = 32  # columns that are shuffled and predicted in one block


def column_impact(
    members: list[tuple[Candidate, float]],
    matrix: Array,
    columns: list[str],
    layout: Layout,
    seconds: float,
    clock: Reporter,
    seed: int,
) -> dict[str, float]:
    """Per cent for each column, largest first, adding up to 100; columns that were of no use have 0.

    The mean absolute TreeSHAP contribution (Lundberg et al. 2020) over up to 1,000 rows, of the members that have
    one; without such a member, the mean absolute change of the ensemble's answer when the column is shuffled.
    """
    random = np.random.default_rng(seed)
    rows = matrix[random.permutation(len(matrix))[:_ROWS]]
    until = monotonic() + seconds
    total = np.zeros(layout.width)
    for candidate, weight in sorted(members, key=lambda member: -member[1]):
        if total.sum() > 0 and monotonic() > until:
            break
        found = _contributions(candidate, rows, until, clock)
        if found is not None and found.sum() > 0:
            total += weight * found / found.sum()
    owners = np.array(layout.owners)
    if total.sum() > 0:
        by_column = np.bincount(owners, total, minlength=len(columns))
    else:
        by_column = _shuffled(members, rows, owners, len(columns), until, clock, random)
    shares = 100 * by_column / by_column.sum() if by_column.sum() > 0 else by_column
    order = np.argsort(-shares, kind="stable")
    return {columns[index]: round(float(shares[index]), 4) for index in order}


def _contributions(candidate: Candidate, rows: Array, until: float, clock: Reporter) -> Array | None:
    total = None
    for start in range(0, len(rows), _STEP):
        clock.beat()
        if start >= _LEAST_ROWS and monotonic() > until:
            break
        block = rows[start : start + _STEP]
        found = candidate.models[0].contributions(block)
        if found is None:
            return None
        total = found * len(block) if total is None else total + found * len(block)
    return total


def _shuffled(
    members: list[tuple[Candidate, float]],
    rows: Array,
    owners: Array,
    columns: int,
    until: float,
    clock: Reporter,
    random: np.random.Generator,
) -> Array:
    """Column by column, [columns]; when time is short all are measured on few rows, and none is left out."""

    def answer(block: Array) -> Array:
        return sum(weight * candidate.models[0].predict(block) for candidate, weight in members)

    impact, used = np.zeros(columns), np.unique(owners)
    for start in range(0, min(len(rows), _SHUFFLED_ROWS), _SHUFFLED_STEP):
        block = rows[start : start + _SHUFFLED_STEP]
        plain = answer(block)
        for some in np.array_split(used, max(1, len(used) // _TOGETHER)):
            clock.beat()
            changed = np.tile(block, (len(some), 1, 1))
            for place, owner in enumerate(some):
                own = np.flatnonzero(owners == owner)
                others = rows[random.integers(len(rows), size=len(block))]
                changed[place][:, own] = others[:, own]
            told = answer(changed.reshape(-1, block.shape[1])).reshape(len(some), len(block), -1)
            impact[some] += np.abs(told - plain.reshape(1, len(block), -1)).sum(axis=(1, 2))
        if monotonic() > until:
            break
    return impact

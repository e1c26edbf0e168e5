"""The forecasters of an ensemble, asked together: one that raises is left out, and the others stand in for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sealcanvas.ml.series.contain import contained, left_out, nothing_left
from sealcanvas.ml.series.data.panel import Panel
from sealcanvas.ml.series.models.base import Forecaster, Task
from sealcanvas.ml.series.unit import NOT_FINITE

Array = Any  # numpy.ndarray


@dataclass(frozen=True)
class Member:
    """A forecaster in the ensemble and its weight: the mean of its weights for the series, and that for new ones."""

    forecaster: Forecaster
    weight: float


def mixed(
    members: Sequence[Member], shares: Array, stored: Array, fresh: Mapping[int, Array], panel: Panel, task: Task
) -> tuple[Array, list[str]]:
    """The members' weighted mean, [series, horizon], and a warning for each that raised.

    Args:
        shares: how much each weighs for each series, [members, series].
        stored: what each said before, [members, series, horizon]. fresh: which series each is asked anew, by member.

    Raises:
        BadSeries: every member raised.
    """
    points, answered = stored.copy(), np.ones(shares.shape, dtype=bool)
    failed: dict[str, str] = {}
    for place, member in enumerate(members):
        asked = fresh[place]
        if not asked.any():
            continue
        part = panel if asked.all() else panel.take(np.flatnonzero(asked))
        found, raised = _forecast(member, part, task)
        if found is None:
            failed[member.forecaster.algorithm] = raised
            answered[place, asked] = False
            found = 0.0
        points[place, asked] = found
    weights = _standing_in(np.where(answered, shares, 0.0), members, answered)
    total = weights.sum(axis=0)
    if not total.all():
        raise nothing_left(failed)
    point = (weights[:, :, None] * points).sum(axis=0)
    # Weights add up to 1 but for rounding: a division would change forecasts' last digits from those stored.
    return (point / total[:, None] if failed else point), left_out(failed)


def forecast_each(members: Sequence[Member], panel: Panel, task: Task) -> tuple[Array, list[str]]:
    """What each member says, [members, series, horizon]; for one that raises the mean of the others, and a warning."""
    answers = [_forecast(member, panel, task) for member in members]
    failed = {
        member.forecaster.algorithm: raised for member, (_, raised) in zip(members, answers, strict=True) if raised
    }
    known = [found for found, _ in answers if found is not None]
    if not known:
        raise nothing_left(failed)
    mean = np.mean(known, axis=0)
    return np.array([mean if found is None else found for found, _ in answers]), left_out(failed)


def contributions(members: Sequence[Member], shares: Array, panel: Panel, task: Task) -> dict[str, Array]:
    """How far each column moves the forecast, [series, horizon], by the members that can tell."""
    found = [contained(_telling(member.forecaster, panel, task), task.beat)[0] for member in members]
    telling = np.array([[one is not None] for one in found])
    weights = _standing_in(np.where(telling, shares, 0.0), members, telling)
    total: dict[str, Array] = {}
    for weight, one in zip(weights, found, strict=True):
        for column, values in (one or {}).items():
            total[column] = total.get(column, 0.0) + weight[:, None] * values
    return {column: values / weights.sum(axis=0)[:, None] for column, values in total.items()}


def _standing_in(weights: Array, members: Sequence[Member], there: Array) -> Array:
    """`weights` [members, series], and for series that none is left for those of the members that are `there`."""
    own = np.array([[member.weight] for member in members])
    return np.where(weights.sum(axis=0) > 0, weights, own * there)


def column_impact(members: Sequence[Member], panel: Panel, task: Task) -> tuple[dict[str, float], list[str]]:
    """Per cent by column, largest first, of the members that see columns, by their weights; empty without any.

    And a warning for each that raised.
    """
    total: dict[str, float] = {}
    failed: dict[str, str] = {}
    for member in members:
        found, raised = contained(_moving(member.forecaster, panel, task), task.beat)
        if raised:
            failed[member.forecaster.algorithm] = raised
        size = sum((found or {}).values())
        for column, value in (found or {}).items():
            total[column] = total.get(column, 0.0) + (member.weight * value / size if size else 0.0)
    size = sum(total.values())
    shares = {column: round(100 * value / size, 4) for column, value in total.items()} if size else {}
    told = [f"The column impact of the forecaster {name} failed ({kind})." for name, kind in failed.items()]
    return dict(sorted(shares.items(), key=lambda item: -item[1])), told


def _forecast(member: Member, panel: Panel, task: Task) -> tuple[Array | None, str]:
    found, raised = contained(lambda beat: member.forecaster.forecast(panel, replace(task, beat=beat)), task.beat)
    if found is not None and not np.isfinite(found).all():
        return None, NOT_FINITE
    return found, raised


def _telling(forecaster: Forecaster, panel: Panel, task: Task) -> Any:
    return lambda beat: forecaster.contributions(panel, replace(task, beat=beat))


def _moving(forecaster: Forecaster, panel: Panel, task: Task) -> Any:
    return lambda beat: forecaster.impact(panel, replace(task, beat=beat))

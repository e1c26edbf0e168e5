"""The target's points as regular series: gaps filled, frequency and size checked."""

from typing import Any

import numpy as np

from sealcanvas.ml.errors import BadSeries
from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.data.clock_changes import skipped, twice
from sealcanvas.ml.series.data.feature_lines import Span
from sealcanvas.ml.series.data.filling import LINE, fill
from sealcanvas.ml.series.data.frequency import Clock, Frequency
from sealcanvas.ml.series.data.points import Points
from sealcanvas.ml.series.data.rows import Name

Array = Any  # numpy.ndarray

# A filled series longer than this many times its rows means that the frequency is wrong.
_MOST_SPARSE = 50
_MOST_VALUES = 50_000_000


def check_frequency(target: Points, frequency: Frequency, learning: bool) -> None:
    """Raise BadSeries where values lie so far apart that the frequency cannot be the data's."""
    steps = np.diff(target.periods)[np.diff(target.series) == 0]
    if not len(steps):
        if not learning:
            return
        raise BadSeries(
            f"Every series has only one value at a frequency of one {frequency}. Choose a finer frequency or check the "
            "item column."
        )
    typical = float(np.median(steps))
    if typical > 3 and (steps >= 2).mean() > 0.9:
        raise BadSeries(
            f"The frequency (one {frequency}) does not fit the data, whose values are typically {typical:.0f} such "
            "periods apart. Choose the frequency that the data has."
        )


def fill_target(
    target: Points, names: list[Name], config: SeriesConfig, warnings: list[str], clock: Clock
) -> tuple[Array, list[Array], Span]:
    """The row of each series number (-1: no value), the filled series, and their span."""
    numbers = np.full(len(names), -1, dtype=np.int64)
    if not len(target.values):
        empty = np.zeros(0, dtype=np.int64)
        return numbers, [], Span(empty, empty, config.horizon)
    new = np.append(True, np.diff(target.series) != 0)
    starts = np.flatnonzero(new)
    numbers[target.series[starts]] = np.arange(len(starts))
    counts = np.diff(np.append(starts, len(target.values)))
    first, last = target.periods[starts], target.periods[starts + counts - 1]
    front, back = config.fill_rule("frontfill"), config.fill_rule("backfill")
    middle = config.fill_rule("middlefill") or "zero"
    begins = np.full_like(first, first.min()) if front not in (None, "nan") else first
    ends = np.full_like(last, last.max()) if back not in (None, "nan") else last
    lengths = ends - begins + 1
    _check_size(lengths, counts, [names[number] for number in target.series[starts]], config)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    flat = np.full(int(offsets[-1]), np.nan)
    rows = numbers[target.series]
    flat[offsets[rows] + target.periods - begins[rows]] = target.values
    missing = np.isnan(flat)
    inside = np.arange(len(flat)) - np.repeat(offsets[:-1], lengths) + np.repeat(begins, lengths)
    early, late = inside < np.repeat(first, lengths), inside > np.repeat(last, lengths)
    gaps = np.flatnonzero(missing & ~early & ~late)
    if config.time_zone is not None and clock.frequency.within_an_hour:
        gaps = _mend_clock_changes(flat, inside, gaps, offsets, clock, config)
        missing = np.isnan(flat)
    # Forecasters need every value: "nan" asks not to make one up, so the line between the neighbours stands in.
    filled = flat.copy()
    fill(filled, gaps, LINE if middle == "nan" else middle, offsets)
    for rule, part in ((front, early), (back, late)):
        own = flat.copy()
        fill(own, np.flatnonzero(missing & part), rule or "nan", offsets)
        filled[part] = own[part]
    if len(gaps):
        warnings.append(f"{len(gaps)} missing periods inside series are filled ({middle}).")
    return numbers, np.split(filled, offsets[1:-1]), Span(begins, lengths, config.horizon)


def _mend_clock_changes(
    flat: Array, periods: Array, gaps: Array, offsets: Array, clock: Clock, config: SeriesConfig
) -> Array:
    """The gaps left: an hour that clocks skip lies between its neighbours, the sum of one shown twice is halved."""
    zone = str(config.time_zone)
    numbers, places = np.unique(periods, return_inverse=True)
    if config.aggregation.get(config.target, "sum") == "sum":
        flat[twice(clock.moments(numbers), zone)[places]] /= 2
    never = skipped(clock.moments(periods[gaps]), zone)
    fill(flat, gaps[never], LINE, offsets)
    return gaps[~never]


def _check_size(lengths: Array, counts: Array, names: list[Name], config: SeriesConfig) -> None:
    sparse = (lengths > 1000) & (lengths > _MOST_SPARSE * counts)
    if sparse.any():
        worst = int(np.flatnonzero(sparse)[0])
        raise BadSeries(
            f"Filling the gaps of '{' / '.join(names[worst])}' would make {lengths[worst]:,} periods of "
            f"{counts[worst]:,} values; choose a coarser frequency."
        )
    total = int((lengths + config.horizon).sum()) * (1 + len(config.features))
    if total > _MOST_VALUES:
        raise BadSeries(
            f"{len(lengths):,} series of up to {int(lengths.max()):,} periods with {len(config.features)} features "
            f"make {total:,} values; at most {_MOST_VALUES:,} can be used. Choose a coarser frequency, fewer features "
            "or fewer series."
        )

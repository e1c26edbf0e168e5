"""Of simulated series the middle 80 % of the forecast hold 75 to 85 % of what comes, whatever the noise is like."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.ml.series import SeriesConfig, train
from sealcanvas.ml.series.judging.calibration import Calibration, cross_calibrated

LEVELS = [0.1, 0.5, 0.9]
SHAPE = (4, 40, 12)
Draw = Callable[[np.random.Generator], Any]


def inside(truth: Any, quantiles: Any) -> float:
    return float(((truth >= quantiles[..., 0]) & (truth <= quantiles[..., -1])).mean())


def skewed(random: np.random.Generator) -> Any:
    return random.exponential(1.0, SHAPE) - 0.7


def restless(random: np.random.Generator) -> Any:
    return random.normal(0, 1, SHAPE) * random.lognormal(0, 1, (1, 40, 1))


def drifting(random: np.random.Generator) -> Any:
    return np.cumsum(random.normal(0, 1, SHAPE), axis=2)


def shared(random: np.random.Generator) -> Any:
    """Half of what happens in a window happens to all series."""
    return random.normal(0, 1, SHAPE) + random.normal(0, 1, (4, 1, 12))


def uneven(random: np.random.Generator) -> Any:
    """Some windows are twice as hard as others for all series."""
    return random.normal(0, 1, SHAPE) * random.lognormal(0, 0.4, (4, 1, 1))


def growing(random: np.random.Generator) -> Any:
    """Errors grow by a quarter from window to window; the latest comes first."""
    return random.normal(0, 1, SHAPE) * (0.8 ** np.arange(4))[:, None, None]


NOISES: dict[str, Draw] = {
    "normal": lambda random: random.normal(0, 1, SHAPE),
    "heavy tails": lambda random: random.standard_t(2.5, SHAPE),
    "uniform": lambda random: random.uniform(-1, 1, SHAPE),
    "skewed": skewed,
    "restless series": restless,
    "drifting": drifting,
    "shared by all": shared,
    "uneven windows": uneven,
    "growing": growing,
}


@pytest.mark.parametrize("noise", NOISES)
def test_coverage_of_the_window_that_comes(noise: str) -> None:
    found = []
    for seed in range(30):
        residuals = NOISES[noise](np.random.default_rng(seed))
        fitted = Calibration.fit(residuals[1:], LEVELS)
        ahead = fitted.apply(np.zeros(SHAPE[1:]), fitted.widths, np.full(40, -np.inf))
        found.append(inside(residuals[0], ahead))
    assert 0.75 <= np.mean(found) <= 0.85


@pytest.mark.parametrize("noise", NOISES)
def test_coverage_measured_in_the_backtest_is_what_was_asked_for(noise: str) -> None:
    found = []
    for seed in range(30):
        residuals = NOISES[noise](np.random.default_rng(seed))[1:]
        own = cross_calibrated(residuals, np.zeros_like(residuals), np.ones((3, 40)), np.full(40, -np.inf), LEVELS)
        found.append(inside(residuals, own))
    assert 0.75 <= np.mean(found) <= 0.87


@pytest.mark.parametrize("windows", [1, 2, 5])
def test_coverage_with_few_or_many_windows(windows: int) -> None:
    found = []
    for seed in range(20):
        residuals = np.random.default_rng(seed).normal(0, 1, (windows + 1, 40, 6))
        fitted = Calibration.fit(residuals[1:], LEVELS)
        ahead = fitted.apply(np.zeros((40, 6)), fitted.widths, np.full(40, -np.inf))
        found.append(inside(residuals[0], ahead))
    assert 0.75 <= np.mean(found) <= 0.85


def test_other_levels_are_widened_alike() -> None:
    residuals = growing(np.random.default_rng(3))
    some, more = Calibration.fit(residuals, LEVELS), Calibration.fit(residuals, [0.1, 0.3, 0.5, 0.8, 0.9])
    assert more.offsets[[0, 2, 4]].tolist() == some.offsets.tolist()


def autoregressive(random: np.random.Generator, periods: int) -> Any:
    values, level = np.empty(periods), 0.0
    for period in range(periods):
        level = 0.7 * level + random.normal(0, 3)
        values[period] = 50 + level
    return values


SERIES: dict[str, Callable[[np.random.Generator, int], Any]] = {
    "autoregressive": autoregressive,
    "random walk": lambda random, periods: 100 + np.cumsum(random.normal(0, 1, periods)),
    "counts": lambda random, periods: random.poisson(3 + 2 * np.sin(np.arange(periods) * np.pi / 6) ** 2).astype(float),
    "growing season": lambda random, periods: (
        np.exp(0.01 * np.arange(periods) + random.normal(0, 0.05, periods))
        * (20 + 8 * np.sin(np.arange(periods) * np.pi / 6))
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", SERIES)
def test_coverage_of_what_is_trained(kind: str) -> None:
    random, horizon, items = np.random.default_rng(8), 6, 60
    whole = [SERIES[kind](random, 96) for _ in range(items)]
    dates = np.arange("2016-01", "2024-01", dtype="datetime64[M]").astype("datetime64[D]")
    table = pa.table(
        {
            "item": np.repeat([f"i{n}" for n in range(items)], 96 - horizon),
            "month": np.tile(dates[:-horizon], items),
            "y": np.concatenate([values[:-horizon] for values in whole]),
        }
    )
    names = ["seasonal-naive", "npts", "theta", "lightgbm", "lightgbm-log"]
    config = SeriesConfig("y", "month", "item", "M", horizon)
    model = train(table, config, budget_seconds=120, algorithms=names, quick=False)
    found = model.predict().sort_by([("item", "ascending"), ("month", "ascending")])
    quantiles = np.stack([found[name].to_numpy() for name in ("p10", "p50", "p90")], axis=1)
    order = sorted(range(items), key=lambda n: f"i{n}")
    # One window of what comes: what is shared by all series moves it more than chance within it.
    assert 0.7 <= inside(np.concatenate([whole[n][-horizon:] for n in order]), quantiles) <= 0.95
    assert 0.75 <= model.coverage <= 0.88

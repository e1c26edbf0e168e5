"""Weights from the back-test, and intervals as wide as each series' own residuals."""

from typing import Any

import numpy as np
import pytest

from sealcanvas.ml.series.judging.backtest import Backtest, Trial
from sealcanvas.ml.series.judging.calibration import Calibration, cross_calibrated, widths_without
from sealcanvas.ml.series.judging.weights import weigh
from sealcanvas.ml.series.models.seasonal_naive import SeasonalNaive

LEVELS = [0.1, 0.5, 0.9]


def backtest(*points: Any) -> Backtest:
    """Trials against a truth of zeros, [2 windows, 6 series, 4 periods]."""
    shape = (2, 6, 4)
    trials = [Trial(SeasonalNaive, np.broadcast_to(point, shape), 1.0) for point in points]
    return Backtest(np.arange(6), np.zeros(shape), np.ones(shape[:2]), trials, [])


def noise(seed: int, size: float = 1.0) -> Any:
    return np.random.default_rng(seed).normal(0, size, (2, 6, 4))


def error(tested: Backtest, weights: Any) -> float:
    mixed = np.einsum("ms,mwsh->wsh", weights, np.stack([one.point for one in tested.trials]))
    return float(np.abs(mixed).mean())


def test_weights_of_each_series_add_up_to_one_and_the_far_worse_have_none() -> None:
    weights = weigh(backtest(noise(1), noise(2), noise(3, 50.0)))
    assert weights.shape == (3, 6)
    assert weights.sum(axis=0) == pytest.approx(1)
    assert not weights[2].any()
    assert (weights[:2].mean(axis=1) > 0.2).all()


@pytest.mark.parametrize("seed", range(10))
def test_the_ensemble_is_hardly_worse_on_the_backtest_than_the_best_forecaster_alone(seed: int) -> None:
    shared = noise(seed)
    tested = backtest(shared, shared + noise(seed + 20, 0.3), shared + 1.0, noise(seed + 40, 2.0))
    singles = [error(tested, np.eye(4)[:, [place] * 6]) for place in range(4)]
    assert error(tested, weigh(tested)) <= 1.03 * min(singles)


def test_each_series_has_most_of_who_is_good_at_it() -> None:
    first = np.array([0.5, 0.5, 0.5, 1.0, 1.0, 1.0])[None, :, None] * np.ones((2, 6, 4))
    weights = weigh(backtest(first, first[:, ::-1]))
    assert (weights[0, :3] > 0.65).all()
    assert (weights[1, 3:] > 0.65).all()


def test_a_series_that_nobody_can_forecast_does_not_decide_for_the_others() -> None:
    good, poor = np.full((2, 6, 4), 1.0), np.full((2, 6, 4), 1.3)
    without = weigh(backtest(good, poor))
    good[:, 5], poor[:, 5] = 1000.0, 500.0
    weights = weigh(backtest(good, poor))
    assert weights[1, 5] > weights[0, 5]
    assert (weights[0, :5] > 0.5).all()
    assert np.abs(weights[:, :5] - without[:, :5]).max() < 0.2


def test_what_came_of_late_counts_more() -> None:
    late = np.array([1.0, 1.2])[:, None, None] * np.ones((2, 6, 4))
    weights = weigh(backtest(late, late[::-1]))
    assert (weights[0] > weights[1]).all()


def test_a_series_without_windows_is_forecast_as_the_panel_is() -> None:
    tested = backtest(np.full((2, 6, 4), 1.0), np.full((2, 6, 4), 1.2))
    tested.truth[:, 3] = np.nan
    weights = weigh(tested)
    assert np.isfinite(weights).all()
    assert weights[:, 3] == pytest.approx(weights[:, 0])


def test_a_perfect_forecaster_stands_alone() -> None:
    weights = weigh(backtest(np.zeros((2, 6, 4)), noise(1)))
    assert weights.tolist() == [[1.0] * 6, [0.0] * 6]


def restless(windows: int = 3, series: int = 200) -> Any:
    """Residuals of half of the series three times those of the others."""
    sizes = np.where(np.arange(series) % 2, 0.5, 1.5)
    return np.random.default_rng(7).normal(0, 1, (windows, series, 8)) * sizes[None, :, None]


def test_a_calm_series_has_narrower_intervals_than_a_restless_one() -> None:
    widths = Calibration.fit(restless(), LEVELS).widths
    assert widths[1::2].max() < widths[::2].min()


@pytest.mark.parametrize("windows", [2, 3, 5])
def test_coverage_holds_for_calm_and_restless_series_alike(windows: int) -> None:
    past, ahead = restless(windows), restless(windows + 1)[-1]
    fitted = Calibration.fit(past, LEVELS)
    found = fitted.apply(np.zeros_like(ahead), fitted.widths, np.full(200, -np.inf))
    inside = (ahead >= found[..., 0]) & (ahead <= found[..., 2])
    assert 0.75 <= inside.mean() <= 0.85
    plain = fitted.apply(np.zeros_like(ahead), np.ones(200), np.full(200, -np.inf))
    apart = [abs(inside[half::2].mean() - 0.8) for half in (0, 1)]
    alike = (ahead >= plain[..., 0]) & (ahead <= plain[..., 2])
    assert max(apart) < 0.75 * max(abs(alike[half::2].mean() - 0.8) for half in (0, 1))


def test_the_width_in_a_window_is_not_that_windows_own() -> None:
    residuals = restless(3, 10)
    before = widths_without(residuals)[0, 4]
    residuals[0, 4] *= 100
    others = widths_without(residuals)
    assert others[0, 4] / others[0, 5] == pytest.approx(before / widths_without(restless(3, 10))[0, 5])
    assert others[1, 4] > 2 * others[0, 4]


def test_measured_coverage_of_a_panel_of_many_kinds_is_what_was_asked_for() -> None:
    residuals = restless(2)
    point, scale = np.zeros_like(residuals), np.ones((2, 200))
    found = cross_calibrated(residuals, point, scale, np.full(200, -np.inf), LEVELS)
    inside = (residuals >= found[..., 0]) & (residuals <= found[..., 2])
    assert 0.75 <= inside.mean() <= 0.85


def test_without_any_residual_all_widths_are_one() -> None:
    fitted = Calibration.fit(np.full((1, 4, 3), np.nan), LEVELS)
    assert fitted.widths.tolist() == [1.0] * 4


def test_demand_that_can_only_be_more_than_nothing_has_its_interval_above() -> None:
    residuals = np.random.default_rng(5).exponential(1.0, (3, 100, 4)) - 0.3
    low, middle, high = Calibration.fit(residuals, LEVELS).offsets
    assert middle == 0
    assert high > 1.5 * -low > 0


def test_more_levels_lie_in_order() -> None:
    offsets = Calibration.fit(restless(), [0.01, 0.25, 0.5, 0.6, 0.99]).offsets
    assert (np.diff(offsets) > 0).all()

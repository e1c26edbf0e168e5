"""A forecaster that raises costs itself; cancelling and the user's own faults pass through."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.ml.errors import BadSeries
from sealcanvas.ml.series import SeriesConfig, train
from sealcanvas.ml.series.member import Member
from sealcanvas.ml.series.models.ces import ComplexSmoothing
from sealcanvas.ml.series.models.npts import NonParametric
from sealcanvas.ml.series.models.seasonal_naive import SeasonalNaive

CONFIG = SeriesConfig("y", "day", "item", "D", 5)
SECRET = "4711.5 of item 品"


def table(items: int = 3, days: int = 60) -> Any:
    random = np.random.default_rng(1)
    dates = np.datetime64("2024-01-01") + np.arange(days)
    values = [10 + np.arange(days) % 7 + random.normal(0, 1, days) for _ in range(items)]
    return pa.table(
        {
            "day": pa.array(np.tile(dates, items)),
            "item": np.repeat([f"i{n}" for n in range(items)], days),
            "y": np.concatenate(values),
        }
    )


def build(algorithms: list[str], **more: Any) -> Any:
    return train(table(), CONFIG, budget_seconds=60, algorithms=algorithms, **more)


def raising(error: BaseException, after: int = 0) -> Callable[..., Any]:
    """Answers a few times, then raises."""
    honest, calls = NonParametric.forecast, []

    def forecast(self: Any, panel: Any, task: Any) -> Any:
        calls.append(1)
        if len(calls) > after:
            raise error
        return honest(self, panel, task)

    return forecast


def windows(model: Any) -> int:
    return len(set(model.backtest["window"].to_pylist()))


@pytest.mark.parametrize("error", [ValueError(SECRET), MemoryError(SECRET), KeyError(SECRET)])
def test_a_forecaster_that_raises_is_left_out_and_named_with_its_errors_type_alone(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(NonParametric, "forecast", raising(error))
    model = build(["npts", "seasonal-naive"])
    assert f"The forecaster npts failed ({type(error).__name__}) and was left out." in model.warnings
    assert not any(SECRET in warning for warning in model.warnings)
    assert [row.algorithm for row in model.leaderboard] == ["ensemble", "seasonal-naive"]
    assert model.predict().num_rows == 15


def test_one_that_answers_numbers_that_are_none_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NonParametric, "forecast", lambda self, panel, task: np.full((len(panel), 5), np.nan))  # noqa: ARG005
    assert "The forecaster npts failed (not finite) and was left out." in build(["npts", "seasonal-naive"]).warnings


def test_one_that_fails_only_on_all_the_data_leaves_its_weight_to_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = build(["npts", "seasonal-naive"])
    monkeypatch.setattr(NonParametric, "forecast", raising(ValueError(SECRET), after=windows(whole)))
    model = build(["npts", "seasonal-naive"])
    assert "The forecaster npts failed (ValueError) and was left out." in model.warnings
    alone = build(["seasonal-naive"])
    assert model.predict().equals(alone.predict())
    assert model.objective == alone.objective


def test_the_naive_forecast_stands_in_when_every_chosen_one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NonParametric, "forecast", raising(ValueError(SECRET)))
    model = build(["npts"])
    assert [member.forecaster.algorithm for member in model.members] == ["seasonal-naive"]


def test_the_job_fails_when_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (NonParametric, SeasonalNaive):
        monkeypatch.setattr(kind, "forecast", raising(ValueError(SECRET)))
    with pytest.raises(BadSeries, match=r"npts \(ValueError\), seasonal-naive \(ValueError\)") as caught:
        build(["npts", "seasonal-naive"])
    assert SECRET not in str(caught.value)


class Stopped(Exception):
    """What the caller raises to cancel."""


def test_what_the_caller_raises_passes_through_even_where_a_forecaster_swallows_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stop = []

    def swallowing(self: Any, panel: Any, task: Any) -> Any:
        stop.append(1)
        try:
            task.beat()
        except Stopped:
            raise ValueError("something else") from None
        return np.ones((len(panel), 5))

    def progress(_: Any) -> None:
        if stop:
            raise Stopped

    monkeypatch.setattr(NonParametric, "forecast", swallowing)
    monkeypatch.setattr("sealcanvas.ml.progress.INTERVAL", 0.0)
    with pytest.raises(Stopped):
        build(["npts", "seasonal-naive"], progress=progress)


def test_a_forecast_of_new_history_leaves_out_a_member_that_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    model = build(["npts"])
    pair = [Member(NonParametric(), 0.7), Member(SeasonalNaive(), 0.3)]
    model = replace(model, members=pair, points=np.repeat(model.points, 2, axis=0))
    stored = model.forecast()
    monkeypatch.setattr(NonParametric, "forecast", raising(RuntimeError(SECRET)))
    assert model.forecast().table.equals(stored.table)
    assert not model.forecast().warnings
    told = model.forecast(table(2, 40))
    assert told.warnings == ["The forecaster npts failed (RuntimeError) and was left out."]
    alone = replace(model, members=[Member(SeasonalNaive(), 1.0)], points=model.points[:1])
    assert np.allclose(told.table["p50"].to_numpy(), alone.predict(table(2, 40))["p50"].to_numpy())


def test_an_impact_that_raises_costs_no_more_than_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NonParametric, "impact", raising(ZeroDivisionError(SECRET)))
    monkeypatch.setattr(NonParametric, "contributions", raising(ZeroDivisionError(SECRET)))
    model = build(["npts"])
    assert "The column impact of the forecaster npts failed (ZeroDivisionError)." in model.warnings
    assert model.column_impact == {}
    assert model.explain().column_names == ["item", "day"]


def test_an_impact_by_a_labels_name_stands_beside_the_label(monkeypatch: pytest.MonkeyPatch) -> None:
    def moved(self: Any, panel: Any, task: Any) -> Any:
        return {"y": np.full((len(panel), 5), 2.0), "day": np.full((len(panel), 5), 3.0)}

    monkeypatch.setattr(NonParametric, "contributions", moved)
    model = build(["npts"])
    told = model.explain()
    assert told.column_names == ["item", "day", "y", "impact of day"]
    assert told["day"].to_pylist() == model.predict()["day"].to_pylist()
    assert set(told["impact of day"].to_pylist()) == {3.0}


def test_a_model_of_one_series_that_cannot_be_fitted_is_answered_naively(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def forecast(self, **_: Any) -> Any:
            raise ArithmeticError(SECRET)

    monkeypatch.setattr(ComplexSmoothing, "model", staticmethod(lambda season: Broken()))  # noqa: ARG005
    model = build(["ces"])
    assert not [warning for warning in model.warnings if "failed" in warning]

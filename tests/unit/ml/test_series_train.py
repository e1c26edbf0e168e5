import subprocess
import sys
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from sealcanvas.ml.bundle import load_model, pack
from sealcanvas.ml.errors import BadOption
from sealcanvas.ml.progress import Progress
from sealcanvas.ml.series import SeriesConfig, SeriesModel, train
from sealcanvas.ml.series.models.base import forecasters
from sealcanvas.ml.table import read_table, to_parquet

ALGORITHMS = [forecaster.algorithm for forecaster in forecasters(None, quick=False)]


def test_beats_the_seasonal_naive_on_real_series(employment_model: SeriesModel) -> None:
    for score in employment_model.metrics.values():
        assert score.value < 0.8 * score.baseline, score
    assert employment_model.objective == employment_model.metrics["AverageWeightedQuantileLoss"]
    assert 0.6 <= employment_model.coverage <= 0.95


def test_forecast_has_a_row_for_each_item_and_period_with_quantiles_in_order(
    employment_model: SeriesModel, employment: Any
) -> None:
    found = employment_model.predict()
    assert found.column_names == ["sector", "month", "p10", "p50", "p90"]
    assert found.num_rows == 22 * 12
    low, middle, high = (found[name].to_numpy() for name in ("p10", "p50", "p90"))
    assert ((low <= middle) & (middle <= high)).all()
    assert str(found["month"][0].as_py()) == "2016-01-01"
    assert set(found["sector"].to_pylist()) == set(employment["sector"].to_pylist()) == set(employment_model.items)


def test_the_backtest_saw_nothing_of_what_it_forecast(
    employment: Any, employment_config: SeriesConfig, employment_model: SeriesModel
) -> None:
    """A model of the data without its last year forecasts that year as the back-test did."""
    before = employment.filter(pc.less(employment["month"], pc.cast("2015-01-01", pa.date32())))
    member = [row for row in employment_model.leaderboard[1:] if row.weight > 0]
    algorithms = [row.algorithm for row in member]
    blind = train(before, employment_config, budget_seconds=60, algorithms=algorithms).predict()
    truth = employment.filter(pc.greater_equal(employment["month"], pc.cast("2015-01-01", pa.date32())))
    columns = ("sector", "month", "people")
    rows = zip(*(truth[name].to_pylist() for name in columns), strict=True)
    actual = {(item, month): value for item, month, value in rows}
    rows = zip(*(blind[name].to_pylist() for name in ("sector", "month", "p50")), strict=True)
    errors = [abs(actual[item, month] - value) for item, month, value in rows]
    assert sum(errors) / sum(actual.values()) < 2 * employment_model.metrics["WAPE"].value


def test_a_bundle_forecasts_the_same_also_in_another_process(
    employment_model: SeriesModel, employment: Any, tmp_path: Path
) -> None:
    data = pack(employment_model.to_bundle(), {"dataset": "d-1"})
    again = load_model(data)
    assert isinstance(again, SeriesModel)
    assert again.predict().equals(employment_model.predict())
    assert again.backtest.equals(employment_model.backtest)
    assert (again.metrics, again.leaderboard) == (employment_model.metrics, employment_model.leaderboard)
    assert again.to_bundle() == employment_model.to_bundle()
    (tmp_path / "model").write_bytes(data)
    (tmp_path / "rows").write_bytes(to_parquet(employment))
    code = (
        "import sys; from pathlib import Path; home = Path(sys.argv[1]);"
        "from sealcanvas.ml.bundle import load_model; from sealcanvas.ml.table import read_table, to_parquet;"
        "model = load_model((home / 'model').read_bytes());"
        "(home / 'plain').write_bytes(to_parquet(model.predict()));"
        "heavy = {'sklearn', 'lightgbm', 'statsforecast', 'scipy', 'pandas'} & set(sys.modules);"
        "assert not heavy, heavy;"
        "(home / 'again').write_bytes(to_parquet(model.predict(read_table((home / 'rows').read_bytes()))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    for name in ("plain", "again"):
        assert read_table((tmp_path / name).read_bytes()).equals(employment_model.predict())


def test_new_history_moves_the_forecast(employment_model: SeriesModel, employment: Any) -> None:
    before = employment.filter(pc.less(employment["month"], pc.cast("2015-07-01", pa.date32())))
    found = employment_model.predict(before.select(["people", "sector", "month"]))
    assert str(found["month"][0].as_py()) == "2015-07-01"


def test_backtest_table_and_impact(employment_model: SeriesModel) -> None:
    table = employment_model.backtest
    assert table.column_names == ["sector", "month", "window", "actual", "p10", "p50", "p90", "mean", "baseline"]
    assert table.num_rows % (22 * 12) == 0
    assert sum(employment_model.column_impact.values()) == pytest.approx(100, abs=0.01)
    assert set(employment_model.column_impact) == {"people", "month", "Holiday_US"}


def daily(items: int = 3, days: int = 120, seed: int = 0) -> Any:
    random = np.random.default_rng(seed)
    dates = np.datetime64("2024-01-01") + np.arange(days)
    week = np.array([5.0, 6, 7, 8, 12, 20, 15])
    lines = [week[np.arange(days) % 7] * (1 + item) + random.normal(0, 1, days) for item in range(items)]
    return pa.table(
        {
            "日付": pa.array(np.tile(dates, items)),
            "商品": np.repeat([f"品{item}" for item in range(items)], days),
            "店": np.repeat([f"店{item % 2}" for item in range(items)], days),
            "数量": np.concatenate(lines),
        }
    )


DAILY = SeriesConfig("数量", "日付", "商品", "D", 14, groups=("店",), quantiles=("p5", "p25", "p50", "p75", "p95"))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_forecaster_alone_is_finite_ordered_and_deterministic(algorithm: str) -> None:
    first, second = (train(daily(), DAILY, budget_seconds=60, algorithms=[algorithm], seed=3) for _ in range(2))
    found = first.predict()
    assert found.column_names == ["商品", "店", "日付", "p5", "p25", "p50", "p75", "p95"]
    matrix = np.column_stack([found[name].to_numpy() for name in DAILY.quantiles])
    assert np.isfinite(matrix).all()
    assert (np.diff(matrix, axis=1) >= 0).all()
    assert (matrix >= 0).all()
    assert found.equals(second.predict())
    assert first.to_bundle().parts["series.npz"] == second.to_bundle().parts["series.npz"]
    again = load_model(pack(first.to_bundle()))
    assert isinstance(again, SeriesModel)
    assert again.predict().equals(found)


def test_odd_series_are_answered_too() -> None:
    """A constant one, one of zeros, a very short one, negatives, beside a normal one."""
    table = daily(1, 80)
    dates = table["日付"].to_numpy()
    odd = {
        "constant": np.full(80, 4.0),
        "zeros": np.zeros(80),
        "short": np.array([1.0, 2.0]),
        "negative": -np.arange(80.0),
    }
    tables = [table] + [
        pa.table(
            {"日付": pa.array(dates[: len(line)]), "商品": [name] * len(line), "店": ["x"] * len(line), "数量": line}
        )
        for name, line in odd.items()
    ]
    found = train(pa.concat_tables(tables), DAILY, budget_seconds=60, quick=False).predict()
    assert found.num_rows == 5 * 14
    values = {name: found.filter(pc.equal(found["商品"], name))["p50"].to_numpy() for name in odd}
    assert np.allclose(values["constant"], 4, atol=0.5)
    assert np.abs(values["zeros"]).max() < 0.5
    assert (values["negative"] < -60).all()
    assert np.isfinite(values["short"]).all()


@pytest.mark.wall_clock
def test_budget_is_kept_and_progress_told_every_second(employment: Any, employment_config: SeriesConfig) -> None:
    told: list[tuple[float, Progress]] = []
    began = monotonic()
    train(
        employment, employment_config, budget_seconds=4, quick=False, progress=lambda p: told.append((monotonic(), p))
    )
    assert monotonic() - began < 6
    moments = [moment for moment, _ in told]
    assert max(np.diff(moments)) < 1.5
    fractions = [progress.fraction for _, progress in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert {"AnalyzingData", "ModelTuning", "GeneratingExplainabilityReport"} <= {p.phase for _, p in told}


@pytest.mark.wall_clock
def test_a_raising_callback_stops_training(employment: Any, employment_config: SeriesConfig) -> None:
    class KeyRevoked(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.phase == "ModelTuning":
            raise KeyRevoked

    began = monotonic()
    with pytest.raises(KeyRevoked):
        train(employment, employment_config, budget_seconds=30, progress=stop)
    assert monotonic() - began < 2


def test_algorithms_that_we_lack_are_refused(employment: Any, employment_config: SeriesConfig) -> None:
    with pytest.raises(BadOption, match="deepar"):
        train(employment, employment_config, budget_seconds=5, algorithms=["deepar"])

"""Related columns: what is known ahead drives the forecast, what is past only is never seen ahead."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from sealcanvas.ml.bundle import load_model, pack
from sealcanvas.ml.errors import BadSeries
from sealcanvas.ml.series import SeriesConfig, SeriesModel, train
from sealcanvas.ml.series.data.regular import regularize
from sealcanvas.ml.series.features.frame import Frame
from tests.unit.ml.driven import AHEAD, DAYS, config, driven


def error(model: SeriesModel, truth: dict[str, Any], found: Any = None) -> float:
    """WAPE of the median over the future."""
    found = model.predict() if found is None else found
    miss = size = 0.0
    for item, values in truth.items():
        rows = found.filter(pc.equal(found["sku"], item))["p50"].to_numpy()
        miss += float(np.abs(rows - values).sum())
        size += float(np.abs(values).sum())
    return miss / size


@pytest.fixture(scope="module")
def with_features() -> SeriesModel:
    return train(driven()[0], config(), budget_seconds=60, algorithms=["lightgbm", "theta"], seed=4)


@pytest.mark.slow
def test_the_error_falls_much_where_a_related_column_drives_the_target(with_features: SeriesModel) -> None:
    table, _, truth = driven()
    without = train(table, config({}), budget_seconds=60, algorithms=["lightgbm", "theta"], seed=4)
    assert error(with_features, truth) < 0.5 * error(without, truth)
    assert with_features.metrics["WAPE"].value < 0.5 * without.metrics["WAPE"].value
    assert with_features.panel.layout.known == ("price", "promo")
    assert with_features.column_impact["promo"] > 20
    assert with_features.column_impact["price"] > 5
    assert with_features.seen_columns >= {"price", "promo", "qty"}


@pytest.mark.slow
def test_a_bundle_keeps_features_and_forecasts_the_same(with_features: SeriesModel) -> None:
    again = load_model(pack(with_features.to_bundle()))
    assert isinstance(again, SeriesModel)
    assert again.predict(mean=True).equals(with_features.predict(mean=True))
    assert again.explain().equals(with_features.explain())
    assert again.item_metrics.equals(with_features.item_metrics)
    table, _, _ = driven()
    assert again.predict(table).equals(with_features.predict(table))
    assert again.to_bundle() == with_features.to_bundle()
    same = train(table, config(), budget_seconds=60, algorithms=["lightgbm", "theta"], seed=4)
    assert same.to_bundle().parts["series.npz"] == with_features.to_bundle().parts["series.npz"]


@pytest.mark.slow
def test_related_rows_in_a_table_of_their_own_are_worth_the_same(with_features: SeriesModel) -> None:
    table, _, truth = driven()
    target = table.select(["sku", "day", "qty"]).filter(pc.is_valid(table["qty"]))
    related = table.select(["sku", "day", "price", "promo"])
    model = train(target, config(), related=related, budget_seconds=60, algorithms=["lightgbm", "theta"], seed=4)
    assert model.predict().equals(with_features.predict())
    assert error(model, truth, model.predict(target, related=related)) < 0.1


@pytest.mark.slow
def test_explanations_add_up_to_what_features_change(with_features: SeriesModel) -> None:
    told = with_features.explain()
    assert told.column_names[:2] == ["sku", "day"]
    assert {"qty", "price", "promo"} <= set(told.column_names)
    assert told.num_rows == 8 * AHEAD
    table, _, _ = driven()
    ahead = table.filter(pc.is_null(table["qty"]))
    tv = pc.equal(ahead["promo"], "tv").to_numpy(zero_copy_only=False)
    promo = told["promo"].to_numpy()
    assert promo[tv].mean() > promo[~tv].mean() + 20
    selected = with_features.explain(select=pa.table({"sku": ["s3"]}))
    assert selected.num_rows == AHEAD
    assert np.allclose(selected["promo"].to_numpy(), promo[3 * AHEAD : 4 * AHEAD])


@pytest.mark.slow
def test_metrics_by_item_are_those_of_its_rows_in_the_backtest(with_features: SeriesModel) -> None:
    metrics, table = with_features.item_metrics, with_features.backtest
    assert metrics.column_names == ["sku", "AverageWeightedQuantileLoss", "WAPE", "RMSE", "MAPE", "MASE"]
    rows = table.filter(pc.equal(table["sku"], "s2"))
    miss = rows["actual"].to_numpy() - rows["mean"].to_numpy()
    own = metrics.filter(pc.equal(metrics["sku"], "s2"))
    assert own["WAPE"][0].as_py() == pytest.approx(np.abs(miss).sum() / np.abs(rows["actual"].to_numpy()).sum())
    assert own["RMSE"][0].as_py() == pytest.approx(np.sqrt((miss**2).mean()))
    losses = []
    for name, level in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
        apart = rows["actual"].to_numpy() - rows[name].to_numpy()
        losses.append(2 * np.maximum(level * apart, (level - 1) * apart).sum() / rows["actual"].to_numpy().sum())
    assert own["AverageWeightedQuantileLoss"][0].as_py() == pytest.approx(np.mean(losses))


def lines(table: Any, settings: SeriesConfig, **more: Any) -> Any:
    return regularize(table, settings, **more).panel


def rows(days: list[str], quantity: list[float | None], **columns: Any) -> Any:
    return pa.table({"sku": ["a"] * len(days), "day": days, "qty": pa.array(quantity, pa.float64()), **columns})


def of(horizon: int = 2, **members: Any) -> SeriesConfig:
    return SeriesConfig("qty", "day", "sku", "D", horizon, **members)


def test_rows_after_the_last_value_are_the_future() -> None:
    table = rows(
        ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"], [1, 2, None, None], price=[5.0, 6.0, 7.0, 8.0]
    )
    panel = lines(table, of(features={"price": "numeric"}))
    assert panel.values[0].tolist() == [1, 2]
    assert panel.lines[0][:, 0].tolist() == [5, 6, 7, 8]
    assert panel.layout.known == ("price",)


def test_gaps_of_features_keep_the_last_value_or_are_filled_as_asked() -> None:
    days = ["2024-01-01", "2024-01-02", "2024-01-04", "2024-01-05", "2024-01-06", "2024-01-07"]
    table = rows(days, [1, 2, 4, 5, None, None], price=[2.0, 4.0, 9.0, None, 7.0, None])
    plain = lines(table, of(features={"price": "numeric"}))
    assert plain.lines[0][:, 0].tolist() == [2, 4, 4, 9, 9, 7, 7]
    filling = {"price": {"middlefill": "mean", "backfill": "value", "backfill_value": "1", "futurefill": "max"}}
    told = lines(table, of(features={"price": "numeric"}, filling=filling))
    assert told.lines[0][:, 0].tolist() == [2, 4, 3, 9, 1, 7, 9]
    nan = lines(table, of(features={"price": "numeric"}, filling={"price": {"middlefill": "nan"}}))
    assert np.isnan(nan.lines[0][2, 0])


def test_categories_are_codes_by_frequency_and_unknown_ones_are_missing() -> None:
    days = [f"2024-01-0{day}" for day in range(1, 7)]
    table = rows(days, [1, 2, 3, 4, None, None], promo=["no", "no", "tv", "no", "tv", "no"])
    settings = of(features={"promo": "categorical"})
    panel = lines(table, settings)
    assert panel.layout.categories == {"promo": ["no", "tv"]}
    assert panel.lines[0][:, 0].tolist() == [0, 0, 1, 0, 1, 0]
    newer = rows(days, [1, 2, 3, 4, None, None], promo=["no", "radio", "tv", "no", "no", "no"])
    again = lines(newer, settings, layout=panel.layout)
    assert again.lines[0][:, 0].tolist() == [0, 0, 1, 0, 0, 0]


def test_rows_of_one_period_are_averaged_and_of_categories_the_first_is_taken() -> None:
    days = ["2024-01-01", "2024-01-01", "2024-01-02", "2024-01-03"]
    columns: dict[str, Any] = {"price": [2.0, 4.0, 9.0, 1.0], "promo": ["b", "a", "a", "a"]}
    kinds = {"price": "numeric", "promo": "categorical"}
    panel = lines(rows(days, [1, 2, 3, None], **columns), of(features=kinds))
    assert panel.values[0].tolist() == [3, 3]
    assert panel.lines[0][0].tolist() == [3, 1]
    told = lines(rows(days, [1, 2, 3, None], **columns), of(features=kinds, aggregation={"price": "max"}))
    assert told.lines[0][0, 0] == 4


def test_related_rows_without_groups_are_for_every_series_of_the_item() -> None:
    table = pa.table(
        {
            "sku": ["a"] * 4,
            "shop": ["x", "x", "y", "y"],
            "day": ["2024-01-01", "2024-01-02"] * 2,
            "qty": [1.0, 2.0, 3.0, 4.0],
        }
    )
    related = pa.table({"sku": ["a"] * 4, "day": [f"2024-01-0{n}" for n in range(1, 5)], "price": [5, 6, 7, 8]})
    panel = lines(table, of(groups=("shop",), features={"price": "numeric"}), related=related)
    assert [line[:, 0].tolist() for line in panel.lines] == [[5, 6, 7, 8], [5, 6, 7, 8]]


def test_dates_count_as_numbers_and_text_does_not() -> None:
    days = ["2024-01-01", "2024-01-02", "2024-01-03"]
    table = rows(days, [1, 2, 3], since=["2020-01-01", "2020-01-02", "2020-01-03"])
    assert np.diff(lines(table, of(features={"since": "numeric"})).lines[0][:3, 0]).tolist() == [86_400, 86_400]
    with pytest.raises(BadSeries, match="'since' must hold numbers"):
        lines(rows(days, [1, 2, 3], since=["old", "new", "newer"]), of(features={"since": "numeric"}))
    with pytest.raises(BadSeries, match="no column 'price'"):
        lines(table, of(features={"price": "numeric"}))


@pytest.mark.parametrize("known", [True, False])
def test_a_frame_sees_no_past_only_feature_later_than_the_forecast_is_made(known: bool) -> None:
    """Values after the origin are changed: nothing that a row shows may change, unless they are known ahead."""
    table, _, _ = driven(items=2)
    settings = config({"visitors" if not known else "price": "numeric"})
    panel = regularize(table, settings).panel
    assert (panel.layout.known == ("price",)) is known
    other = panel.with_lines([lines.copy() for lines in panel.lines])
    origin = DAYS - 20
    for own in other.lines:
        own[origin:] = 1e6
    one, two = (Frame(each, settings, 7, False, []) for each in (panel, other))
    for age in (1, 3, 7):
        ages = np.full(2, age)
        shown, changed = (frame.features(origin - 1 + age, ages) for frame in (one, two))
        assert np.array_equal(shown, changed, equal_nan=True) is not known
    shown, changed = (frame.ahead(one.periods + 2) for frame in (one, two))
    assert not np.array_equal(shown, changed, equal_nan=True)


@pytest.mark.slow
def test_a_past_only_feature_is_of_use_and_never_leaks_into_the_backtest() -> None:
    """It is the target itself, doubled: a leak would make the back-test nearly perfect."""
    table, _, _ = driven()
    model = train(table, config({"visitors": "numeric"}), budget_seconds=60, algorithms=["lightgbm"])
    assert model.panel.layout.known == ()
    assert model.metrics["WAPE"].value > 0.1
    assert "visitors" in model.column_impact

"""Item metadata, items without history, and what a forecast is asked of."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from sealcanvas.ml.bundle import load_model, pack
from sealcanvas.ml.errors import BadOption, BadSeries, SchemaMismatch
from sealcanvas.ml.series import SeriesConfig, SeriesModel, train
from tests.unit.ml.driven import AHEAD, base_of, config, driven

KINDS = {"size": "categorical", "staff": "numeric"}


@pytest.fixture(scope="module")
def model() -> SeriesModel:
    table, metadata, _ = driven()
    return train(table, config(metadata=KINDS), metadata=metadata, budget_seconds=60, algorithms=["lightgbm"])


def level(found: Any, item: str) -> float:
    return float(found.filter(pc.equal(found["sku"], item))["p50"].to_numpy().mean())


@pytest.mark.slow
def test_a_new_item_is_forecast_as_those_most_like_it(model: SeriesModel) -> None:
    metadata = pa.table({"sku": ["tiny", "huge"], "size": ["small", "large"], "staff": [3, 8]})
    told = model.forecast(select=metadata.select(["sku"]), metadata=metadata)
    assert told.table.num_rows == 2 * AHEAD
    assert 0.6 * base_of(0) < level(told.table, "tiny") < 1.8 * base_of(0)
    assert 0.6 * base_of(1) < level(told.table, "huge") < 1.8 * base_of(1)
    assert "without any value" in told.warnings[0]


@pytest.mark.slow
def test_a_new_items_own_features_count(model: SeriesModel) -> None:
    table, _, _ = driven()
    newer = pa.table({"sku": ["n"], "size": ["large"], "staff": [8]})
    ahead = table.filter(pc.and_(pc.equal(table["sku"], "s0"), pc.is_null(table["qty"])))

    def history(promo: str) -> Any:
        own = {"sku": ["n"] * AHEAD, "promo": [promo] * AHEAD}
        rows = pa.table({name: own.get(name, ahead[name]) for name in ahead.column_names})
        return pa.concat_tables([table, rows.cast(table.schema)])

    plain, tv = (level(model.predict(history(promo), metadata=newer), "n") for promo in ("none", "tv"))
    assert tv > 1.3 * plain


@pytest.mark.slow
def test_items_without_values_in_the_training_data_are_forecast_with_the_others() -> None:
    table, metadata, _ = driven(items=4)
    none = table.filter(pc.equal(table["sku"], "s3"))
    none = none.set_column(2, "qty", pa.nulls(none.num_rows, pa.float64()))
    table = pa.concat_tables([table.filter(pc.not_equal(table["sku"], "s3")), none])
    model = train(table, config(metadata=KINDS), metadata=metadata, budget_seconds=60, algorithms=["lightgbm"])
    assert "s3" in model.items
    assert any("'s3' without any value" in warning for warning in model.warnings)
    found = model.predict()
    assert found.num_rows == 4 * AHEAD
    assert level(found, "s3") > 2 * level(found, "s0")
    wide = found["p90"].to_numpy() - found["p10"].to_numpy()
    assert np.isfinite(wide).all()
    again = load_model(pack(model.to_bundle()))
    assert isinstance(again, SeriesModel)
    assert again.predict().equals(found)


@pytest.mark.slow
def test_a_selection_is_answered_as_the_whole_would_be(model: SeriesModel) -> None:
    whole = model.predict(mean=True)
    part = model.predict(select=pa.table({"sku": ["s5", "s1"]}), mean=True)
    assert part["sku"].unique().to_pylist() == ["s1", "s5"]
    assert part.equals(whole.filter(pc.is_in(whole["sku"], pa.array(["s1", "s5"]))).combine_chunks())
    assert part.column_names == ["sku", "day", "p10", "p50", "p90", "mean"]
    with pytest.raises(SchemaMismatch, match="'sku'"):
        model.predict(select=pa.table({"item": ["s1"]}))
    with pytest.raises(BadSeries, match="selection names no series"):
        model.predict(select=pa.table({"sku": pa.nulls(1, pa.string())}))


@pytest.mark.slow
def test_rows_that_only_tell_features_go_with_the_stored_history(model: SeriesModel) -> None:
    table, _, _ = driven()
    ahead = table.filter(pc.is_null(table["qty"]))
    found = model.predict(ahead)
    assert found.equals(model.predict())


def test_metadata_must_be_there_if_it_is_named_and_one_row_an_item() -> None:
    table, metadata, _ = driven(items=2)
    with pytest.raises(BadOption, match="no item metadata"):
        train(table, config(metadata=KINDS), budget_seconds=5)
    with pytest.raises(SchemaMismatch, match="'staff'"):
        train(table, config(metadata=KINDS), metadata=metadata.drop_columns(["staff"]), budget_seconds=5)


def test_items_of_the_same_group_lend_their_history() -> None:
    days = np.datetime64("2024-01-01") + np.arange(40)
    parts = [
        pa.table(
            {"sku": [item] * 40, "shop": [shop] * 40, "day": days, "qty": np.full(40, value) + days.astype(int) % 2}
        )
        for item, shop, value in (("a", "x", 10.0), ("b", "x", 12.0), ("c", "y", 500.0))
    ]
    settings = SeriesConfig("qty", "day", "sku", "D", 5, groups=("shop",))
    model = train(pa.concat_tables(parts), settings, budget_seconds=30, algorithms=["npts"])
    told = model.predict(select=pa.table({"sku": ["new", "c"], "shop": ["x", "x"]}))
    found = told.filter(pc.equal(told["sku"], "new"))["p50"].to_numpy()
    assert (found > 9).all()
    assert (found < 14).all()
    own = told.filter(pc.equal(told["sku"], "c"))["p50"].to_numpy()
    assert (own > 14).all()  # the same item in another shop is as near as another item in the same shop

"""What any forecast model does with odd columns, categories and histories; weights of each series' own."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from sealcanvas.ml.bundle import load_model, pack
from sealcanvas.ml.series import SeriesConfig, SeriesModel, train

DAYS, AHEAD, ITEMS = 84, 7, 6
NAMES = ["lightgbm", "theta", "seasonal-naive"]
QUANTILES = ("p2", "p10", "p50", "p90", "p98")


def rows(items: int = ITEMS, **columns: Any) -> Any:
    random = np.random.default_rng(6)
    dates = np.datetime64("2024-01-01") + np.arange(DAYS + AHEAD)
    count = items * (DAYS + AHEAD)
    values = 20 + 3 * (np.arange(count) % (DAYS + AHEAD) % 7) + random.normal(0, 1, count)
    ahead = np.arange(count) % (DAYS + AHEAD) >= DAYS
    return pa.table(
        {
            "品": np.repeat([f"品{n}" for n in range(items)], DAYS + AHEAD),
            "店": np.repeat([f"店{n % 2}" for n in range(items)], DAYS + AHEAD),
            "日": np.tile(dates, items),
            "数": pa.array(values, mask=ahead),
            **{name: make(count) for name, make in columns.items()},
        }
    )


def settings(**features: str) -> SeriesConfig:
    return SeriesConfig("数", "日", "品", "D", AHEAD, groups=("店",), quantiles=QUANTILES, features=features)


def build(table: Any, **features: str) -> SeriesModel:
    return train(table, settings(**features), budget_seconds=60, algorithms=NAMES, seed=2)


def check(found: Any, series: int = ITEMS) -> None:
    assert found.num_rows == series * AHEAD
    matrix = np.column_stack([found[name].to_numpy() for name in QUANTILES])
    assert np.isfinite(matrix).all()
    assert (np.diff(matrix, axis=1) >= 0).all()


def colours(count: int) -> Any:
    return pa.array([("赤", "青", "緑")[n % 3] for n in range(count)])


@pytest.fixture(scope="module")
def model() -> SeriesModel:
    return build(rows(色=colours), 色="categorical")


def test_columns_and_rows_in_another_order_are_the_same_history(model: SeriesModel) -> None:
    table = rows(色=colours)
    found = model.predict(table)
    check(found)
    turned = table.select(table.column_names[::-1]).take(pa.array(np.random.default_rng(1).permutation(len(table))))
    order = [("品", "ascending"), ("日", "ascending")]
    assert model.predict(turned).sort_by(order).equals(found.sort_by(order))


def test_categories_items_and_groups_that_nobody_saw_are_answered(model: SeriesModel) -> None:
    table = rows(色=lambda count: pa.array(["紫"] * count))
    renamed = table.set_column(0, "品", pc.binary_join_element_wise("新", table["品"], ""))
    check(model.predict(renamed.set_column(1, "店", pa.array(["支店"] * len(table)))))


@pytest.mark.parametrize(
    "column",
    [
        lambda count: pa.nulls(count, pa.float64()),
        lambda count: np.full(count, 4.0),
        lambda count: np.where(np.arange(count) % 9, 1e12, -1e12),
    ],
    ids=["missing", "constant", "huge"],
)
def test_odd_features_do_no_harm(column: Any) -> None:
    found = build(rows(值=column), 值="numeric")
    check(found.predict())
    assert found.metrics["MASE"].value < 1


def test_ten_thousand_categories() -> None:
    items = 120
    table = rows(items, 码=lambda count: pa.array([f"c{n % 10_000}" for n in range(count)]))
    check(build(table, 码="categorical").predict(), items)


def test_a_single_row_of_history_is_answered(model: SeriesModel) -> None:
    check(model.predict(rows(色=colours).slice(0, 1)), 1)


def test_weights_are_each_series_own_and_go_with_its_name() -> None:
    days = np.datetime64("2024-01-01") + np.arange(DAYS)
    random = np.random.default_rng(3)
    walk = {f"walk{n}": 100 + np.cumsum(random.normal(0, 3, DAYS)) for n in range(5)}
    week = {f"week{n}": 50 + 5.0 * (np.arange(DAYS) % 7 == n) + random.normal(0, 3, DAYS) for n in range(5)}
    lines = walk | week
    table = pa.table({"i": np.repeat(list(lines), DAYS), "d": np.tile(days, 10), "y": np.hstack(list(lines.values()))})
    config = SeriesConfig("y", "d", "i", "D", 7)
    built = train(table, config, budget_seconds=60, algorithms=["npts", "seasonal-naive"], quick=False)
    assert built.shares.sum(axis=0) == pytest.approx(1)
    last = built.shares[[member.forecaster.algorithm for member in built.members].index("seasonal-naive")]
    names = [name[0] for name in built.panel.names]
    walks = np.array([name.startswith("walk") for name in names])
    assert last[walks].mean() > last[~walks].mean() + 0.04
    means = [member.weight for member in built.members]
    assert means == pytest.approx(built.shares.mean(axis=1))

    again = load_model(pack(built.to_bundle()))
    assert isinstance(again, SeriesModel)
    assert again.predict(table).equals(built.predict(table))
    known, new = table.filter(pc.equal(table["i"], "walk3")), pa.array(["new"] * DAYS)
    point = [again.predict(each)["p50"].to_numpy() for each in (known, known.set_column(0, "i", new))]
    assert not np.allclose(*point)

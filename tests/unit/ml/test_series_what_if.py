"""Other values of features over the horizon, of one series, some, or all."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from sealcanvas.ml.errors import BadOption, SchemaMismatch
from sealcanvas.ml.series import Change, Condition, SeriesModel, WhatIf, train
from tests.unit.ml.driven import AHEAD, config, driven

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def model() -> SeriesModel:
    table, metadata, _ = driven()
    kinds = {"price": "numeric", "promo": "categorical", "visitors": "numeric"}
    settings = config(kinds, metadata={"size": "categorical"})
    return train(table, settings, metadata=metadata, budget_seconds=60, algorithms=["lightgbm"])


def ask(model: SeriesModel, *changes: Change, **more: Any) -> Any:
    return model.predict(what_if=WhatIf(changes, more.pop("replacements", None)), **more)["p50"].to_numpy()


def test_a_lower_price_sells_more_and_a_higher_one_less(model: SeriesModel) -> None:
    plain = model.predict()["p50"].to_numpy()
    assert ask(model, Change("price", "multiply", "0.8")).sum() > 1.05 * plain.sum()
    assert ask(model, Change("price", "add", "2")).sum() < 0.97 * plain.sum()
    assert np.allclose(ask(model, Change("price", "add", "2"), Change("price", "subtract", "2")), plain)


def test_conditions_bound_what_changes(model: SeriesModel) -> None:
    plain = model.predict()
    only = Change("promo", "set", "tv", (Condition("sku", "equals", "s3"),))
    found = ask(model, only)
    other = pc.not_equal(plain["sku"], "s3").to_numpy(zero_copy_only=False)
    before = plain["p50"].to_numpy()
    assert np.array_equal(found[other], before[other])
    assert found[~other].sum() > before[~other].sum()
    day = str(plain["day"][3].as_py())
    late = ask(model, Change("promo", "set", "tv", (Condition("day", "greater_than", day),))).reshape(-1, AHEAD)
    assert np.array_equal(late[:, :4], before.reshape(-1, AHEAD)[:, :4])
    assert late[:, 4:].sum() > before.reshape(-1, AHEAD)[:, 4:].sum()
    large = Change("price", "set", "5", (Condition("size", "equals", "large"), Condition("price", "greater_than", "5")))
    small = pc.is_in(plain["sku"], pa.array(["s0", "s2", "s4", "s6"])).to_numpy(zero_copy_only=False)
    found = ask(model, large)
    assert np.array_equal(found[small], before[small])
    assert (found[~small] != before[~small]).any()


def test_a_selection_alone_is_answered(model: SeriesModel) -> None:
    found = model.predict(select=pa.table({"sku": ["s2"]}), what_if=WhatIf((Change("promo", "set", "tv"),)))
    assert found["sku"].unique().to_pylist() == ["s2"]
    assert found["p50"].to_numpy().sum() > model.predict(select=pa.table({"sku": ["s2"]}))["p50"].to_numpy().sum()


def test_replacements_take_the_place_of_what_was_known(model: SeriesModel) -> None:
    plain = model.predict()
    rows = plain.select(["sku", "day"]).slice(0, AHEAD).append_column("price", pa.array([4.0] * AHEAD))
    found = ask(model, replacements=rows)
    assert found[:AHEAD].sum() > plain["p50"].to_numpy()[:AHEAD].sum()
    assert np.array_equal(found[AHEAD:], plain["p50"].to_numpy()[AHEAD:])
    far = rows.set_column(1, "day", pa.array(["2030-01-01"] * AHEAD))
    told = model.forecast(what_if=WhatIf(replacements=far))
    assert told.table.equals(plain)
    assert any("No replacement" in warning for warning in told.warnings)
    with pytest.raises(SchemaMismatch, match="'day'"):
        model.predict(what_if=WhatIf(replacements=rows.drop_columns(["day"])))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (Change("visitors", "add", "1"), "past alone"),
        (Change("weather", "set", "1"), "no feature of this model"),
        (Change("qty", "set", "1"), "no feature of this model"),
        (Change("price", "raise", "1"), "no operation 'raise'"),
        (Change("price", "divide", "0"), "divided by 0"),
        (Change("price", "set", "cheap"), "'cheap' is none"),
        (Change("promo", "add", "1"), "holds categories"),
        (Change("price", "set", "1", (Condition("weather", "equals", "1"),)), "no column 'weather'"),
        (Change("price", "set", "1", (Condition("sku", "less_than", "s3"),)), "holds names"),
        (Change("price", "set", "1", (Condition("size", "less_than", "small"),)), "holds categories"),
        (Change("price", "set", "1", (Condition("day", "equals", "soon"),)), "no timestamp"),
        (Change("price", "set", "1", (Condition("price", "is", "1"),)), "no condition 'is'"),
    ],
)
def test_what_makes_no_sense_is_refused(model: SeriesModel, change: Change, word: str) -> None:
    with pytest.raises(BadOption, match=word):
        model.predict(what_if=WhatIf((change,)))


def test_changes_that_change_nothing_say_so(model: SeriesModel) -> None:
    never = Change("price", "set", "1", (Condition("price", "less_than", "0"),))
    assert "No period of the horizon" in model.forecast(what_if=WhatIf((never,))).warnings[0]
    unknown = model.forecast(what_if=WhatIf((Change("promo", "set", "radio"),)))
    assert "'radio' never occurred in 'promo'" in unknown.warnings[0]
    table, _, _ = driven(items=3)
    blind = train(table, config(), budget_seconds=30, algorithms=["theta"])
    assert any("makes use of price, promo" in warning for warning in blind.warnings)
    told = blind.forecast(what_if=WhatIf((Change("price", "set", "1"),)))
    assert told.table.equals(blind.predict())
    assert any("makes use of price" in warning for warning in told.warnings)

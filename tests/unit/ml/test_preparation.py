"""A recipe as a part of a model: rows to predict are prepared as training's rows were, one for one."""

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.ml.bundle import PREPARED_VERSION, load_model, pack, unpack
from sealcanvas.ml.errors import BadBundle, BadRecipe, SchemaMismatch
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.recipe import Recipe
from sealcanvas.ml.recipe import preparation as preparation_module
from sealcanvas.ml.recipe.check import check
from sealcanvas.ml.recipe.columns import Kind
from sealcanvas.ml.recipe.preparation import Preparation
from sealcanvas.ml.table import read_table, to_csv
from sealcanvas.ml.tabular import train

STEPS: list[dict[str, Any]] = [
    {"step": "replace", "column": "size", "what": "missing", "by": "mean"},
    {"step": "join", "table": "land", "how": "inner", "on": [["店", "shop"]]},
    {"step": "date_parts", "column": "day", "parts": ["month"]},
    {"step": "formula", "column": "reach", "formula": "if(open, size * factor, size)"},
    {"step": "filter", "rows": "keep", "where": "price > 5"},
    {"step": "rename", "column": "price", "to": "値段"},
]
LAND = pa.table({"shop": ["東京", "大阪", "京都"], "factor": [3, 2, 1]})


def shop(rows: int = 200) -> Any:
    random = np.random.default_rng(3)
    size = random.integers(1, 50, rows)
    places = [["東京", "大阪", "京都"][number % 3] for number in range(rows)]
    return pa.table(
        {
            "店": places,
            "size": pa.array([None if number % 17 == 1 else int(value) for number, value in enumerate(size)]),
            "open": [number % 2 == 0 for number in range(rows)],
            "day": pa.array([f"2024-{number % 12 + 1:02}-03" for number in range(rows)]).cast(pa.date32()),
            "price": [float(value * (3 - number % 3)) for number, value in enumerate(size)],
        }
    )


def learnt(steps: list[dict[str, Any]] | None = None, **options: Any) -> tuple[Preparation, Any]:
    settings: dict[str, Any] = {"memory_bytes": 256 << 20, **options}
    return Preparation.learn(Recipe.of(STEPS if steps is None else steps), shop(), "値段", {"land": LAND}, **settings)


@pytest.fixture(scope="module")
def model() -> Any:
    preparation, made = learnt()
    trained = train(made, "値段", ProblemType.REGRESSION, objective=None, budget_seconds=1, max_candidates=1)
    return replace(trained, preparation=preparation)


@pytest.mark.parametrize("texts", [True, False])
def test_rows_are_prepared_as_training_had_them_and_none_is_left_out(texts: bool) -> None:
    preparation, made = learnt()
    rows = read_table(to_csv(shop().drop_columns("price")), texts=texts)
    ready = preparation.rows(rows)
    assert ready.num_rows == 200 > made.num_rows
    kept = np.asarray(shop()["price"]) > 5
    for name in ("店", "size", "open", "factor", "day_month", "reach"):
        assert ready[name].filter(pa.array(kept)).to_pylist() == made[name].to_pylist(), name


def test_one_row_alone_gets_what_it_gets_among_others(model: Any) -> None:
    rows = read_table(to_csv(shop().drop_columns("price")), texts=True)
    together = model.predict(rows)["値段"].to_pylist()
    alone = [model.predict(rows.slice(number, 1))["値段"][0].as_py() for number in (0, 1, 18, 199)]
    assert alone == [together[number] for number in (0, 1, 18, 199)]
    odd = pa.table({"店": ["那覇"], "size": ["?"], "open": [""], "day": ["never"]})
    assert model.predict(odd).num_rows == 1
    assert model.predict(odd.slice(0, 0)).num_rows == 0


def test_missing_columns_are_named_but_the_target_may_be_absent(model: Any) -> None:
    assert model.asks == ["店", "size", "open", "day"]
    with pytest.raises(SchemaMismatch, match="'size', 'day'"):
        model.predict(shop().drop_columns(["size", "day"]))
    assert model.explain(shop().slice(0, 3)).reasons(2)[0][0][0] in {
        "店",
        "size",
        "open",
        "factor",
        "reach",
        "day_month",
    }


def test_a_model_with_a_recipe_is_packed_as_a_version_of_its_own(model: Any) -> None:
    packed = pack(model.to_bundle())
    manifest = unpack(packed).manifest
    assert manifest["version"] == PREPARED_VERSION
    assert manifest["preparation"]["target"] == "price"
    again = load_model(packed)
    assert again.predict(shop()).equals(model.predict(shop()))
    assert pack(again.to_bundle()) == packed
    bundle = model.to_bundle()
    for change in ({"version": 2}, {"preparation": None}):
        broken = {name: value for name, value in (bundle.manifest | change).items() if value is not None}
        with pytest.raises(BadBundle, match="format version"):
            load_model(pack(replace(bundle, manifest=broken)))
    strange = bundle.manifest | {"preparation": bundle.manifest["preparation"] | {"steps": [{"step": "fly"}]}}
    with pytest.raises(BadBundle, match="recipe cannot be read"):
        load_model(pack(replace(bundle, manifest=strange)))


def test_what_rows_to_predict_could_not_have_is_refused_when_it_is_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    resampled: list[dict[str, Any]] = [
        {
            "step": "resample",
            "column": "day",
            "every": "month",
            "by": ["open"],
            "aggregate": {"店": "count", "price": "sum"},
        },
        {"step": "rename", "column": "price", "to": "値段"},
    ]
    with pytest.raises(BadRecipe, match="The column '店' is made from several rows"):
        learnt(resampled)
    twice = pa.concat_tables([LAND, LAND])
    preparation, _ = Preparation.learn(Recipe.of(STEPS), shop(), "値段", {"land": twice}, memory_bytes=256 << 20)
    with pytest.raises(BadRecipe, match="a key twice"):
        preparation.rows(shop())
    monkeypatch.setattr(preparation_module, "MOST_TABLE_BYTES", 10)
    with pytest.raises(BadRecipe, match="join smaller ones"):
        learnt()


def test_a_target_that_a_step_makes_needs_all_columns() -> None:
    steps = [{"step": "formula", "column": "値段", "formula": "price * 2"}]
    preparation, made = learnt(steps)
    assert preparation.columns == shop().column_names
    assert made.column_names[-1] == "値段"


@pytest.mark.parametrize(
    ("told", "problems"),
    [
        ("{", [(None, None)]),
        ("[" * 100_000, [(None, None)]),
        ('["\\ud800"]', [(None, None)]),
        ([{"step": "formula", "column": "x", "formula": "1 + 'a'"}], [(1, 1)]),
        ([{"step": "formula", "column": "x", "formula": "abs(   nope)"}], [(1, 8)]),
        ([{"step": "formula", "column": "x", "formula": "1 +"}], [(1, 4)]),
        ([{"step": "drop", "columns": ["y"]}, {"step": "drop", "columns": 3}], [(1, None), (2, None)]),
        ([{"step": "join", "table": "gone", "how": "left", "on": [["a", "b"]]}], [(1, None)]),
        ([{"step": "replace", "column": "a", "what": "value", "old": 10**400, "by": "missing"}], [(1, None)]),
        ([], []),
    ],
)
def test_problems_are_told_with_step_and_place(told: Any, problems: list[Any]) -> None:
    found = check(told, {"a": Kind.NUMBER})
    assert [(problem.step, problem.position) for problem in found.problems] == problems
    assert found.columns == {"a": Kind.NUMBER}

"""Model recipes: steps checked against columns, applied by DuckDB, undone, and the same in exported pandas."""

import json
import math
from typing import Any

import duckdb
import pandas
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sealcanvas.ml.errors import BadRecipe
from sealcanvas.ml.recipe import Recipe
from sealcanvas.ml.recipe.engine import Engine

SPITEFUL = ['a"b', "x'; DROP TABLE input; --", "値段", "A", "a", "]", "c0", "select", "s1.c0", "%s", "$p0", "{0}"]

SHOP = pa.table(
    {
        "店": ["東京", None, "大阪", "東京", "x", "大阪"],
        "price": [1.5, None, 3.0, -4.0, 100.0, float("inf")],
        "count": [1, 2, None, 4, 5, 6],
        "sold": [True, False, None, True, False, None],
        "day": pa.array([0, 86_400, None, 40 * 86_400, 2_000_000_000, 3600]).cast(pa.timestamp("s")),
    }
)
LAND = pa.table({"shop": ["東京", "大阪", "名古屋", None], "price": [1, 2, 3, 4], "島": ["本州"] * 4})


def exported(recipe: Recipe, table: Any, others: dict[str, Any] | None = None) -> Any:
    """What the script of a fitted recipe makes of the same table, as plain Python."""
    others = others or {}
    scope: dict[str, Any] = {}
    script = recipe.python(table.schema, {name: other.schema for name, other in others.items()})
    exec(script, scope)  # noqa: S102 - the script is what is tested
    return scope["prepare"](table.to_pandas(), {name: other.to_pandas() for name, other in others.items()})


def plain(table: Any) -> dict[str, list[Any]]:
    """Cells of an Arrow or pandas table as comparable values."""
    if isinstance(table, pandas.DataFrame):
        return {name: [_cell(value) for value in table[name].astype(object)] for name in table.columns}
    return {name: [_cell(value) for value in table[name].to_pylist()] for name in table.column_names}


def _cell(value: Any) -> Any:
    if value is None or pandas.isna(value) or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return float(f"{float(value):.9g}")
    return pandas.Timestamp(value)


def same(
    steps: list[dict[str, Any]], table: Any = SHOP, others: dict[str, Any] | None = None, *, ordered: bool = True
) -> Any:
    """Apply, and hold the exported script to it."""
    fitted, found = Recipe.of(steps).prepare(table, others)
    ours, theirs = plain(found), plain(exported(fitted, table, others))
    assert list(ours) == list(theirs)
    if not ordered:
        ours, theirs = ({"rows": sorted(map(str, zip(*told.values(), strict=True)))} for told in (ours, theirs))
    assert ours == theirs
    return found


@pytest.mark.parametrize(
    ("formula", "first"),
    [
        ("price * 2 + count", 4.0),
        ("price / (count - 1)", None),
        ("-price % 4", 2.5),
        ("round(price) + floor(-1.5) + ceil(price)", 2.0),
        ("if(price > 2 or sold, 'yes', 店 & '!')", "yes"),
        ("if(price is missing, 0, 1)", 1.0),
        ("coalesce(price, count, 7)", 1.5),
        ("not sold and price != 3", False),
        ("店 in ('東京', 'x') and not (price < 0)", True),
        ("length(店) + number('1e2')", 102.0),
        ("substring(upper(店 & 'abc'), 2, 3)", "京AB"),
        ("contains(店, '京') = starts_with(店, '東')", True),
        ("year(day) * 100 + month(day) + weekday(day) / 10 + quarter(day) + week(day)", 197_003.3),
        ("days_between(date('1970-01-01'), day)", 0.0),
        ("sqrt(price) + log(count) + exp(price) + power(price, 2)", math.sqrt(1.5) + math.exp(1.5) + 2.25),
        ("max(price, count, 2) - min(price, 3)", 0.5),
        ("day >= date('1970-01-02T00:00:00')", False),
        ("missing is missing", True),
        ("1" + " + 1" * 119, 120.0),
        ("((((((((price))))))))", 1.5),
    ],
)
def test_formulas_give_what_they_say_in_both_engines(formula: str, first: Any) -> None:
    found = same([{"step": "formula", "column": "new", "formula": formula}])
    value = found["new"][0].as_py()
    assert value == first if not isinstance(first, float) else value == pytest.approx(first)


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("price +", "character 8: a value"),
        ("price ; 1", "character 6"),
        ("__import__('os')", "no function '__import__'"),
        ("read_csv('/etc/passwd')", "no function 'read_csv'"),
        ("(select 1)", "character 9"),
        ("price.real", "character 6"),
        ("nothing + 1", "no column 'nothing'"),
        ("price + 店", "needs a number as value 2"),
        ("if(price, 1, 2)", "needs a boolean"),
        ("abs(1, 2)", "takes 1 values"),
        ("'open", "character 1"),
        ("1" + " + 1" * 121, "at most 120 operations"),
        ("(" * 21 + "1" + ")" * 21, "nested at most 20"),
        ("(" * 8 + "count in (1, 2, 3))" + " in (true, false, true))" * 7, "at most 120 operations"),
        ("1 " * 3000, "4,000 characters"),
        ("missing", "nothing but missing"),
        ("and", "wrong place"),
    ],
)
def test_formulas_that_cannot_be_are_refused_with_their_place(formula: str, said: str) -> None:
    with pytest.raises(BadRecipe) as caught:
        Recipe.of([{"step": "formula", "column": "n", "formula": formula}]).prepare(SHOP)
    assert said in caught.value.message
    assert caught.value.message.startswith("Step 1: ")


@pytest.mark.parametrize(
    ("step", "rows"),
    [
        ({"rows": "keep", "where": "price > 2"}, 2),
        ({"rows": "remove", "where": "price > 2"}, 4),
        ({"rows": "remove", "column": "店", "what": "missing"}, 5),
        ({"rows": "keep", "column": "price", "what": "missing"}, 2),
        ({"rows": "remove", "column": "price", "what": "outlier", "deviations": 1}, 5),
        ({"rows": "remove", "column": "price", "what": "outlier", "low": 0}, 5),
        ({"rows": "keep", "column": "price", "what": "outlier", "low": 0, "high": 50}, 2),
    ],
)
def test_filters_keep_or_remove_rows(step: dict[str, Any], rows: int) -> None:
    assert same([{"step": "filter", **step}]).num_rows == rows


@pytest.mark.parametrize(
    ("step", "values"),
    [
        ({"column": "count", "what": "missing", "by": "median"}, [1, 2, 4, 4, 5, 6]),
        ({"column": "count", "what": "missing", "by": "value", "value": 0}, [1, 2, 0, 4, 5, 6]),
        ({"column": "店", "what": "missing", "by": "mode"}, ["東京", "大阪", "大阪", "東京", "x", "大阪"]),
        ({"column": "店", "what": "value", "old": "x", "by": "missing"}, ["東京", None, "大阪", "東京", None, "大阪"]),
        ({"column": "price", "what": "outlier", "low": 0, "high": 50, "by": "bound"}, [1.5, None, 3, 0, 50, None]),
        ({"column": "price", "what": "outlier", "deviations": 1, "by": "missing"}, [1.5, None, 3, -4, None, None]),
        (
            {"column": "sold", "what": "missing", "by": "value", "value": False},
            [True, False, False, True, False, False],
        ),
    ],
)
def test_values_are_replaced(step: dict[str, Any], values: list[Any]) -> None:
    assert same([{"step": "replace", **step}])[step["column"]].to_pylist() == values


def test_parts_names_and_columns_change() -> None:
    found = same(
        [
            {
                "step": "date_parts",
                "column": "day",
                "parts": ["year", "month", "weekday", "day_of_year", "hour"],
            },
            {"step": "rename", "column": "店", "to": 'the "shop"'},
            {"step": "drop", "columns": ["day", "sold"]},
        ]
    )
    assert found.column_names[:3] == ['the "shop"', "price", "count"]
    assert found["day_weekday"].to_pylist()[:3] == [3, 4, None]


@pytest.mark.parametrize(("how", "rows"), [("inner", 4), ("left", 6), ("right", 6), ("outer", 8)])
def test_tables_are_joined_and_missing_keys_equal_nothing(how: str, rows: int) -> None:
    steps = [{"step": "join", "table": "land", "how": how, "on": [["店", "shop"]]}]
    found = same(steps, others={"land": LAND}, ordered=False)
    assert found.num_rows == rows
    assert found.column_names == [*SHOP.column_names, "price_land", "島"]


@pytest.mark.parametrize("every", ["minute", "15 minutes", "hour", "day", "week", "month", "quarter", "year"])
def test_rows_are_resampled_by_time_and_group(every: str) -> None:
    table = pa.table(
        {
            "at": pa.array([977 * 61 * i for i in range(60)]).cast(pa.timestamp("s")),
            "item": ["a", "b", "b"] * 20,
            "n": [float(i) if i % 7 else None for i in range(60)],
            "t": [f"t{i}" for i in range(60)],
        }
    )
    how = {"n": "sum", "t": "first"}
    found = same([{"step": "resample", "column": "at", "every": every, "by": ["item"], "aggregate": how}], table)
    assert sum(value or 0 for value in found["n"].to_pylist()) == sum(value or 0 for value in table["n"].to_pylist())
    for name in ("mean", "min", "max", "median", "count", "last"):
        same([{"step": "resample", "column": "at", "every": every, "by": ["item"], "aggregate": {"n": name}}], table)


CELLS = st.one_of(st.none(), st.text("a'\"“値;-\\$%{}", max_size=5))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(SPITEFUL), min_size=2, max_size=4, unique=True),
    st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6),
    CELLS,
)
def test_no_name_and_no_value_is_ever_read_as_a_query(names: list[str], rows: list[Any], value: str | None) -> None:
    left, right = zip(*rows, strict=True)
    table = pa.table({names[0]: pa.array(left, pa.string()), names[1]: pa.array(right, pa.string())})
    first = names[0].replace("]", "]]")
    told = (value or "'").replace("'", "''")
    found = same(
        [
            {"step": "formula", "column": "new", "formula": f"[{first}] & '{told}'"},
            {"step": "filter", "rows": "remove", "where": f"[{first}] = '{told}'"},
            {"step": "rename", "column": names[1], "to": "x\"y'z"},
            {"step": "replace", "column": "x\"y'z", "what": "missing", "by": "value", "value": value or "'"},
        ],
        table,
    )
    kept = [(a, b) for a, b in rows if a != (value or "'")]
    assert found["new"].to_pylist() == [None if a is None else a + (value or "'") for a, _ in kept]
    assert found["x\"y'z"].to_pylist() == [(value or "'") if b is None else b for _, b in kept]


def test_the_engine_reaches_no_file_and_its_settings_are_locked() -> None:
    with Engine({"input": SHOP}, {"input": ["a", "b", "c", "d", "e"]}, 1 << 28) as engine:
        for query in (
            "SELECT * FROM read_csv('/etc/passwd')",
            "SELECT * FROM read_text('/etc/passwd')",
            "COPY input TO '/tmp/out.csv'",
            "ATTACH '/tmp/x.db'",
            "INSTALL httpfs",
            "LOAD httpfs",
            "SET enable_external_access=true",
            "SET memory_limit='100GB'",
            "SELECT * FROM '/etc/passwd'",
            "SELECT * FROM SHOP",
        ):
            with pytest.raises(duckdb.Error):
                engine._connection.execute(query)
        assert engine._connection.execute("SELECT current_setting('temp_directory')").fetchall() == [("",)]


def test_what_needs_too_much_memory_is_refused_and_spills_nothing() -> None:
    table = pa.table({"k": ["same"] * 20_000})
    steps = [{"step": "join", "table": "other", "how": "inner", "on": [["k", "k"]]}]
    with pytest.raises(BadRecipe, match="more than 1,200,000 rows"):
        Recipe.of(steps).prepare(table, {"other": table})


def test_a_recipe_is_checked_before_any_row_is_read() -> None:
    replaced = {"step": "replace", "column": "店", "what": "missing", "by": "value", "value": 1}
    for steps, said in (
        ([{"step": "drop", "columns": ["nothing"]}], "no column 'nothing'"),
        ([{"step": "fly"}], "no step 'fly'"),
        ([{"step": "drop"}], "needs the member 'columns'"),
        ([{"step": "drop", "columns": ["price"], "x": 1}], "no member 'x'"),
        ([{"step": "rename", "column": "price", "to": "店"}], "a column '店' already"),
        ([{"step": "date_parts", "column": "price", "parts": ["year"]}], "no times"),
        ([{"step": "filter", "rows": "keep", "column": "店", "what": "outlier", "low": 1}], "outliers are of numbers"),
        (
            [replaced],
            "the value given is none",
        ),
        ([{"step": "join", "table": "x", "how": "left", "on": [["店", "y"]]}], "no table 'x'"),
        ([{"step": "join", "table": "x", "how": ["left"], "on": [["店", "y"]]}], "needs a table, and how"),
        ([{"step": "filter", "rows": "keep", "where": "price + 1"}], "true or false"),
    ):
        with pytest.raises(BadRecipe, match=said):
            Recipe.of(steps).columns(SHOP.schema)
    with pytest.raises(BadRecipe, match="no JSON"):
        Recipe.of("[{")
    with pytest.raises(BadRecipe, match="200 steps"):
        Recipe.of([{"step": "drop", "columns": ["a"]}] * 201)


def test_every_change_is_a_version_and_can_be_undone() -> None:
    first = Recipe.of([{"step": "drop", "columns": ["day"]}])
    second = first.with_step({"step": "rename", "column": "店", "to": "shop"})
    assert Recipe.of(json.dumps(second.to_json())) == second
    assert second.undone() == first
    assert "shop" not in first.columns(SHOP.schema)
    assert list(second.columns(SHOP.schema)) == ["shop", "price", "count", "sold"]


def test_rows_to_predict_keep_their_number_and_know_only_what_training_taught() -> None:
    recipe = Recipe.of(
        [
            {"step": "replace", "column": "count", "what": "missing", "by": "mean"},
            {"step": "filter", "rows": "remove", "column": "店", "what": "missing"},
            {"step": "formula", "column": "twice", "formula": "price * 2"},
            {"step": "join", "table": "land", "how": "inner", "on": [["店", "shop"]]},
        ]
    )
    fitted, _ = recipe.prepare(SHOP, {"land": LAND})
    rows = pa.table({"count": [None, 10], "店": [None, "東京"]})
    found = Recipe.of(fitted.to_json()).rows_to_predict(rows, SHOP.schema, {"land": LAND})
    assert found["count"].to_pylist() == [3.6, 10]
    assert found["島"].to_pylist() == [None, "本州"]
    assert "price" not in found.column_names
    twice = pa.concat_tables([LAND, LAND])
    with pytest.raises(BadRecipe, match="a key twice"):
        fitted.rows_to_predict(rows, SHOP.schema, {"land": twice})


def test_a_stream_is_read_afresh_for_each_thing_that_is_learnt() -> None:
    times = []

    def frame() -> Any:
        times.append(1)
        return SHOP.to_reader(max_chunksize=2)

    recipe = Recipe.of([{"step": "replace", "column": "price", "what": "missing", "by": "mean"}])
    fitted = recipe.fitted(frame, SHOP.schema)
    batches = list(fitted.apply(frame, SHOP.schema))
    assert pa.Table.from_batches(batches).equals(fitted.table(SHOP))
    assert len(times) == 2

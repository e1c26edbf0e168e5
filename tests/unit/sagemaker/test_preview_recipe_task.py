"""The task `preview_recipe`, on data as nasty as it comes: what it finds is what the check announced."""

import json
import math
from typing import Any

import pyarrow as pa
import pytest

from sealcanvas.canvas.recipes.recipe_previews import checked
from sealcanvas.jobs.tasks.preview import PREVIEW_FILE
from sealcanvas.ml.errors import BadRecipe
from sealcanvas.ml.recipe.check import check
from sealcanvas.ml.recipe.columns import kind_of
from sealcanvas.ml.table import read_table, to_csv, to_parquet
from tests.unit.sagemaker.task_world import FakeContext, FakeS3, run_task

ODD = pa.table(
    {
        "時": pa.array([0, None, 86_400, 5] * 5).cast(pa.timestamp("s", "Asia/Tokyo")),
        "day": pa.array([0, 1, None, 3] * 5, pa.int32()).cast(pa.date32()),
        "big": [2**62, -(2**62), None, 0] * 5,
        "f": [math.nan, math.inf, -math.inf, 1.5] * 5,
        "b": [True, None, False, True] * 5,
        "none": pa.array([None] * 20, pa.string()),
        "same": ["x"] * 20,
        'a "quoted" ]; name': ["', DROP", '"', "\\", "\n"] * 5,
    }
)


def previewed(table: Any, steps: list[dict[str, Any]], *, csv: bool = False, **tables: Any) -> dict[str, Any]:
    s3 = FakeS3()
    s3.objects["own", "data"] = to_csv(table) if csv else to_parquet(table)
    places = {}
    for name, other in tables.items():
        s3.objects["own", name] = to_parquet(other)
        places[name] = {"bucket": "own", "key": name}
    context = FakeContext(
        {"file": {"bucket": "own", "key": "data"}, "steps": steps, "tables": places, "target": None}, s3
    )
    run_task("preview_recipe", context)
    assert context.phases[-1] == "Storing"
    found: dict[str, Any] = json.loads(checked(context.volume.files[PREVIEW_FILE]))
    read = read_table(s3.objects["own", "data"])
    told = check(
        steps,
        {field.name: kind_of(field.type) for field in read.schema},
        {name: {field.name: kind_of(field.type) for field in other.schema} for name, other in tables.items()},
    )
    assert not told.problems
    assert [each["name"] for each in found["profile"]["columns"]] == list(told.columns)
    assert found["kinds"] == [str(kind) for kind in told.columns.values()]
    return found


@pytest.mark.parametrize("csv", [False, True])
@pytest.mark.parametrize(
    "steps",
    [
        [],
        [{"step": "date_parts", "column": "時", "parts": ["hour"]}],
        [{"step": "formula", "column": "f", "formula": "f + big"}],
        [{"step": "formula", "column": "g", "formula": """[a "quoted" ]]; name] & same"""}],
        [{"step": "replace", "column": "f", "what": "outlier", "by": "bound", "deviations": 1}],
        [{"step": "replace", "column": "none", "what": "missing", "by": "mode"}],
        [{"step": "filter", "rows": "keep", "where": "b"}, {"step": "drop", "columns": ["none", "same"]}],
        [
            {
                "step": "resample",
                "column": "時",
                "every": "day",
                "aggregate": {"f": "mean", "b": "first", "same": "count"},
            }
        ],
        [{"step": "join", "table": "other", "how": "outer", "on": [["same", "k"]]}],
        [{"step": "filter", "rows": "remove", "where": "true"}],
    ],
)
def test_odd_data_is_previewed_with_the_kinds_that_were_announced(steps: list[dict[str, Any]], csv: bool) -> None:
    table = ODD.drop_columns(["時"]).append_column("時", ODD["時"].cast(pa.timestamp("s"))) if csv else ODD
    others = {"other": pa.table({"k": ["x", "y", None], "v": [1.0, 2.0, 3.0]})} if steps and "table" in steps[0] else {}
    found = previewed(table, steps, csv=csv, **others)
    assert found["source"] == 20
    assert len(found["rows"]) == min(100, found["made"])


def test_one_row_many_columns_and_many_categories() -> None:
    assert previewed(pa.table({"a": [1]}), [{"step": "formula", "column": "b", "formula": "a / 0"}])["rows"] == [
        ["1", ""]
    ]
    wide = pa.table({f"c{number}": ["x", "y"] for number in range(999)})
    assert len(previewed(wide, [{"step": "formula", "column": "new", "formula": "c1 & c998"}])["kinds"]) == 1000
    many = pa.table({"a": [f"カテゴリ{number}" for number in range(10_000)]})
    found = previewed(many, [{"step": "formula", "column": "n", "formula": "length(a)"}])
    assert (found["made"], len(found["rows"])) == (10_000, 100)


def test_a_join_that_explodes_is_refused() -> None:
    same = pa.table({"k": ["x"] * 20_000})
    with pytest.raises(BadRecipe, match="Look at the keys of its joins"):
        previewed(same, [{"step": "join", "table": "other", "how": "inner", "on": [["k", "k"]]}], other=same)

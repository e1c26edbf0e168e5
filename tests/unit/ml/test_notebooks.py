"""Exported notebooks run by themselves, on public libraries alone, and come near to the build's scores."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.ml.notebook.series import series_notebook
from sealcanvas.ml.notebook.tabular import tabular_notebook
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.recipe import Recipe
from sealcanvas.ml.recipe.preparation import Preparation
from sealcanvas.ml.series import SeriesConfig
from sealcanvas.ml.series import train as train_series
from sealcanvas.ml.table import to_csv
from sealcanvas.ml.tabular import Wish, build

CASES = {
    "price": ProblemType.REGRESSION,
    "sold": ProblemType.BINARY,
    "grade": ProblemType.MULTICLASS,
}
TOLD = "\nimport json\nprint('LEADERBOARD ' + leaderboard.to_json(orient='index'))\n"


def table(rows: int = 400) -> Any:
    random = np.random.default_rng(5)
    size, place = random.normal(size=rows), random.choice(["01", "02", "03"], rows)
    words = np.where(place == "02", "bright garden by the quiet river", "dark cellar near a loud and busy street")
    story = [f"{text} {' '.join(random.choice(['red', 'old', 'new', 'tall'], 6))}" for text in words]
    score = size + 2 * (place == "02") + 0.2 * random.normal(size=rows)
    return pa.table(
        {
            "size": pa.array([None if number % 15 == 0 else value for number, value in enumerate(size)]),
            "場所": place,
            "when": np.datetime64("2024-01-01") + random.integers(0, 300, rows),
            "fresh": random.random(rows) < 0.5,
            "story": story,
            "importance": random.uniform(0.5, 1.5, rows),
            "price": 100 + 10 * score,
            "sold": np.where(score > 0.8, "yes", "no"),
            "grade": np.digitize(score, [0, 1.5]).astype(str),
        }
    )


def run(notebook: bytes, data: bytes, folder: Path) -> dict[str, dict[str, float]]:
    """Its code cells as one program, in a process without Sealcanvas; the leaderboard."""
    cells = json.loads(notebook)
    assert (cells["nbformat"], cells["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in cells["cells"]}) == len(cells["cells"])
    source = "\n".join(cell["source"] for cell in cells["cells"] if cell["cell_type"] == "code")
    (folder / "notebook.py").write_text(source + TOLD, "utf-8")
    (folder / "data.csv").write_bytes(data)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-I", "notebook.py"],
        cwd=folder,
        env={**environment, "DATA": "data.csv"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    assert "sealcanvas" not in source
    line = next(line for line in done.stdout.splitlines() if line.startswith("LEADERBOARD "))
    found: dict[str, dict[str, float]] = json.loads(line.removeprefix("LEADERBOARD "))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("target", CASES)
def test_a_tabular_notebook_trains_what_the_build_trained(target: str, tmp_path: Path) -> None:
    rows = table().select(["size", "場所", "when", "fresh", "story", "importance", target])
    wish = Wish(budget_seconds=20, max_candidates=6, weight="importance")
    found = build(rows, target, CASES[target], wish)
    text = tabular_notebook(found.model, weight="importance", files=["s3://in/data.csv"], seed=0)
    board = run(text, to_csv(rows), tmp_path)
    weights = [row.name for row in found.model.leaderboard if row.algorithm != "ensemble" and row.weight > 0]
    assert set(board) == {"baseline", "ensemble", *weights[:4]}
    name = "LogLoss" if found.model.classes else "RMSE"
    assert board["ensemble"][name] < 0.7 * board["baseline"][name]
    assert board["ensemble"][name] < 2 * found.model.metrics[name].value
    assert board["baseline"][name] == pytest.approx(found.model.metrics[name].baseline, rel=0.05)


@pytest.mark.slow
def test_every_algorithm_has_its_place_in_the_notebook(tmp_path: Path) -> None:
    from sealcanvas.ml.tabular.models.base import learners

    for target in ("price", "grade"):
        rows = table(150).select(["size", "場所", "story", target])
        found = build(rows, target, CASES[target], Wish(budget_seconds=10, algorithms=["lightgbm"], max_candidates=1))
        text = tabular_notebook(found.model, weight=None, files=[], seed=0).decode()
        names = [learner.algorithm for learner in learners()]
        for name in names:
            one = text.replace("'algorithm': 'lightgbm'", f"'algorithm': '{name}'")
            settings = json.loads(one)
            for cell in settings["cells"]:
                if cell["source"].startswith("TARGET"):
                    head = cell["source"].partition("CANDIDATES = ")[0]
                    candidate = {
                        "name": "it",
                        "algorithm": name,
                        "weight": 1.0,
                        "settings": {"target": "log"} if target == "price" else {},
                    }
                    cell["source"] = f"{head}CANDIDATES = {[candidate]!r}"
            board = run(json.dumps(settings).encode(), to_csv(rows), tmp_path)
            assert set(board) == {"baseline", "it", "ensemble"}


def sales(effect: float) -> Any:
    """Two items' days with a price known ahead, which moves what is sold by so much."""
    days = np.datetime64("2025-01-01") + np.arange(150)
    random = np.random.default_rng(3)
    columns: dict[str, list[Any]] = {name: [] for name in ("item", "day", "sold", "price")}
    for item in ("01", "東"):
        price = np.round(random.uniform(8, 12, 157), 2)
        sold = 50 + 10 * (np.arange(157) % 7) + 0.1 * np.arange(157) - effect * (price - 10) + random.normal(0, 1, 157)
        columns["item"] += [item] * 157
        columns["day"] += [*map(str, days), *(str(days[-1] + 1 + ahead) for ahead in range(7))]
        columns["sold"] += [*sold[:150], *[None] * 7]
        columns["price"] += [*price]
    return pa.table(columns)


@pytest.mark.slow
def test_a_series_notebook_forecasts_better_than_the_baseline(tmp_path: Path) -> None:
    config = SeriesConfig("sold", "day", "item", "D", 7, features={"price": "numeric"})
    model = train_series(sales(4), config, budget_seconds=60, quick=False)
    board = run(series_notebook(model, files=["s3://in/data.csv"], seed=0), to_csv(sales(4)), tmp_path)
    assert set(board) >= {"seasonal-naive", "ensemble"}
    for name in ("MASE", "AverageWeightedQuantileLoss", "WAPE"):
        assert board["ensemble"][name] < board["seasonal-naive"][name]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_notebook_prepares_its_file_by_the_recipe(tmp_path: Path) -> None:
    rows = table().rename_columns([{"price": "円"}.get(name, name) for name in table().column_names])
    places = pa.table({"code": ["01", "02", "03"], "島": ["本州", "九州", None]})
    steps = [
        {"step": "replace", "column": "size", "what": "missing", "by": "mean"},
        {"step": "join", "table": "places", "how": "left", "on": [["場所", "code"]]},
        {"step": "formula", "column": "each", "formula": "if([島] = '九州', size + 2, size)"},
        {"step": "filter", "rows": "keep", "where": "importance > 0.6 and fresh is not missing"},
        {"step": "drop", "columns": ["sold", "grade", "importance"]},
        {"step": "rename", "column": "円", "to": "price"},
    ]
    preparation, made = Preparation.learn(Recipe.of(steps), rows, "price", {"places": places}, memory_bytes=256 << 20)
    found = build(made, "price", ProblemType.REGRESSION, Wish(None, 3, max_candidates=2), seed=0)
    notebook = tabular_notebook(found.model, weight=None, files=[], seed=0, preparation=preparation)
    (tmp_path / "joined-1.csv").write_bytes(to_csv(places))
    board = run(notebook, to_csv(rows), tmp_path)
    ours = found.model.metrics["RMSE"].value
    assert min(scored["RMSE"] for name, scored in board.items() if name != "baseline") < 1.4 * ours + 0.5


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_series_notebooks_arima_sees_prices_and_its_boosting_holidays_and_logarithms(tmp_path: Path) -> None:
    config = SeriesConfig("sold", "day", "item", "D", 7, features={"price": "numeric"}, holiday_country="JP")
    names = ["arima", "ces-log", "lightgbm-log"]
    model = train_series(sales(8), config, budget_seconds=60, algorithms=names)
    source = json.loads(series_notebook(model, files=["s3://in/data.csv"], seed=0))
    for cell in source["cells"]:
        if cell["source"].startswith("TARGET"):
            cell["source"] = f"{cell['source'].partition('MEMBERS = ')[0]}MEMBERS = {dict.fromkeys(names, 1 / 3)!r}"
    check = "\nassert known['Holiday_JP'][0].sum() == 11, known['Holiday_JP'][0].sum()\n"
    source["cells"][-1]["source"] += check
    board = run(json.dumps(source).encode(), to_csv(sales(8)), tmp_path)
    assert set(board) == {"seasonal-naive", "ensemble", *names}
    # The price moves sales by up to 16 either way, noise by about 1.
    assert board["arima"]["MASE"] < 0.4 * board["seasonal-naive"]["MASE"]
    assert board["lightgbm-log"]["MASE"] < 0.8 * board["seasonal-naive"]["MASE"]

"""A tabular model as a notebook: reads the file, makes features, trains the leading candidates, scores, predicts."""

from typing import TYPE_CHECKING, Any

from sealcanvas.ml.notebook import tabular_features, tabular_learners, tabular_scores
from sealcanvas.ml.notebook.cells import assigned, code, notebook, text
from sealcanvas.ml.notebook.recipe import recipe_cells

if TYPE_CHECKING:
    from sealcanvas.ml.recipe.preparation import Preparation
    from sealcanvas.ml.tabular.model import TabularModel

_LEADING = 4

_BEGIN = """
import os
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
DATA = os.environ.get("DATA", "training-data.csv")
AS_TEXT = {name: str for name, kind in COLUMNS.items() if kind in ("category", "prose")}
if CLASSES:
    AS_TEXT[TARGET] = str
"""

_READ = """
if DATA.endswith((".parquet", ".pq")):
    table = pd.read_parquet(DATA).astype({name: "string" for name in AS_TEXT})
else:
    table = pd.read_csv(DATA, dtype=AS_TEXT)
"""

_KNOWN = """
if CLASSES:
    labels = table[TARGET].astype("string").map({label: place for place, label in enumerate(CLASSES)})
else:
    labels = pd.to_numeric(table[TARGET], errors="coerce")
known = labels.notna()
if WEIGHT:
    known &= pd.to_numeric(table[WEIGHT], errors="coerce").fillna(0) > 0
table = table[known].reset_index(drop=True)
target = labels[known].to_numpy(int if CLASSES else float)
weight = table[WEIGHT].to_numpy(float) if WEIGHT else np.ones(len(table))
print(f"{len(table):,} rows, {len(COLUMNS)} columns")
"""


def tabular_notebook(
    model: "TabularModel",
    *,
    weight: str | None,
    files: list[str],
    seed: int,
    preparation: "Preparation | None" = None,
) -> bytes:
    """The notebook's file.

    Args:
        weight: the column of sample weights.
        files: where the training data lies, for the reader.
        preparation: the recipe that the data went through.
    """
    encoders = model.features.state()[0]["encoders"]
    cells = [
        text(_head(model, files)),
        assigned(
            TARGET=model.target,
            PROBLEM=str(model.problem),
            OBJECTIVE=model.objective.name,
            CLASSES=model.classes,
            COLUMNS={item["column"]: item["encoder"] for item in encoders},
            WEIGHT=weight,
            FOLDS=model.folds,
            SEED=seed,
            CANDIDATES=_candidates(model),
        ),
        text("## Read\n\nSet the environment variable `DATA`, or put the file beside this notebook."),
        code(_BEGIN),
        *([code(_READ)] if preparation is None else recipe_cells(preparation)),
        code(_KNOWN),
        text("## Features\n\nFitted on all rows, without looking at the target."),
        code(tabular_features.CODE),
        text("## Candidates"),
        code(tabular_learners.CODE),
        text("## Train and score\n\nOn rows that a fold's models have not seen, beside the naive baseline."),
        code(tabular_scores.CODE),
        text("## Predict\n\nThe folds' models together; here for the first rows."),
        code(tabular_scores.PREDICT),
    ]
    return notebook(cells)


def _head(model: "TabularModel", files: list[str]) -> str:
    listed = "\n".join(f"- `{file}`" for file in files)
    scored = model.objective
    return (
        f"# {model.problem} of `{model.target}`\n\nSealcanvas built this model from {model.rows:,} rows; its "
        f"{scored.name} is {scored.value:.6g}, the naive baseline's {scored.baseline:.6g}. This notebook trains its "
        "leading candidates anew with pandas, scikit-learn, LightGBM and, where it is installed, XGBoost. Scores will "
        f"be near, not equal: some features are made in another way.\n\n{listed}"
    )


def _candidates(model: "TabularModel") -> list[dict[str, Any]]:
    """Those with a weight, the heaviest first; each trained, or combined, as the build did."""
    rows = [row for row in model.leaderboard if row.algorithm != "ensemble" and row.weight > 0]
    rows = sorted(rows, key=lambda row: -row.weight)[:_LEADING]
    whole = sum(row.weight for row in rows) or 1.0
    return [
        {
            "name": row.name,
            "algorithm": row.algorithm,
            "weight": round(row.weight / whole, 4),
            "settings": row.settings,
        }
        for row in rows
    ]

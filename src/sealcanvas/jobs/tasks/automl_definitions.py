"""The candidate definitions of a job, as a Jupyter notebook (nbformat 4)."""

from pprint import pformat
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.tasks.channel import Channel

if TYPE_CHECKING:
    from sealcanvas.ml.problem import ProblemType
    from sealcanvas.ml.tabular import Wish
    from sealcanvas.ml.tabular.define import Definitions


def definitions(training: Channel, target: str, problem: "ProblemType", wish: "Wish", seed: int) -> tuple[bytes, str]:
    """The notebook, and the objective that candidates would be judged by.

    Raises:
        MLError: the data cannot be trained on.
    """
    from sealcanvas.ml.notebook.cells import assigned, code, notebook, text
    from sealcanvas.ml.tabular.define import define

    found = define(training.table, target, problem, wish, seed)
    cells = [
        text(_head(found, target, problem, wish, training)),
        text(_encoders(found)),
        text("## Candidates\n\nIn the order in which they are tried; none has been trained."),
        assigned(candidates=found.candidates),
        text("## Train\n\nWith Sealcanvas installed and the training data at hand, this does what the job would do."),
        code(_training(target, problem, wish)),
    ]
    return notebook(cells), found.objective


def _head(found: "Definitions", target: str, problem: "ProblemType", wish: "Wish", training: Channel) -> str:
    files = "\n".join(f"- `{item['uri']}`" for item in training.lineage)
    judged = "a holdout" if found.folds == 1 else f"{found.folds} folds"
    warnings = "".join(f"\n- {warning}" for warning in found.warnings)
    return (
        f"# Candidate definitions\n\n{problem} of `{target}` from {found.rows:,} rows, judged by {found.objective} "
        f"on {judged}; mode: {wish.mode}.\n\n{files}\n{warnings}"
    )


def _encoders(found: "Definitions") -> str:
    rows = "\n".join(f"| `{column}` | {kind} |" for column, kind in found.encoders.items())
    return f"## Data preprocessors\n\n| column | becomes |\n| --- | --- |\n{rows}"


def _training(target: str, problem: "ProblemType", wish: "Wish") -> str:
    settings: dict[str, Any] = {
        "objective": wish.objective,
        "budget_seconds": round(wish.budget_seconds, 1),
        "mode": wish.mode,
        "algorithms": wish.algorithms,
        "max_candidates": wish.max_candidates,
        "candidate_seconds": wish.candidate_seconds,
        "validation_fraction": wish.validation_fraction,
        "weight": wish.weight,
        "features": wish.features,
        "types": {column: str(kind) for column, kind in wish.types.items()},
    }
    return "\n".join(
        [
            "from pathlib import Path",
            "",
            "from sealcanvas.ml.columns import ColumnType",
            "from sealcanvas.ml.problem import ProblemType",
            "from sealcanvas.ml.table import read_table",
            "from sealcanvas.ml.tabular import Wish, build",
            "",
            'table = read_table(Path("training-data").read_bytes())',
            f"settings = {pformat(settings, width=110, sort_dicts=False)}",
            'settings["types"] = {column: ColumnType(kind) for column, kind in settings["types"].items()}',
            f"found = build(table, {target!r}, ProblemType({str(problem)!r}), Wish(**settings))",
            "found.model.leaderboard",
        ]
    )

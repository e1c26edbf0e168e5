"""What every analysis report begins with."""

from typing import TYPE_CHECKING, Any

from sealcanvas.ml.analysis.interval import LEVEL, Intervals

if TYPE_CHECKING:
    from sealcanvas.ml.series import SeriesModel
    from sealcanvas.ml.tabular import TabularModel

FORMAT = "sealcanvas-analysis"
VERSION = 1


def head(problem: str, target: str, model: "TabularModel | SeriesModel") -> dict[str, Any]:
    """Format, problem, target, objective, impact, leaderboard and warnings."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "problem": problem,
        "target": target,
        "objective": model.objective.name,
        "column_impact": [{"column": name, "percent": value} for name, value in model.column_impact.items()],
        "leaderboard": [row.to_dict() for row in model.leaderboard],
        "warnings": list(model.warnings),
    }


def scores(model: "TabularModel | SeriesModel", drawn: Intervals) -> dict[str, Any]:
    """`metrics`, the objective first, each with its interval; and `confidence`."""
    ordered = sorted(model.metrics.values(), key=lambda score: score.name != model.objective.name)
    metrics = []
    for score in ordered:
        low, high = drawn.ends[score.name]
        metrics.append({**score.to_dict(), "low": low, "high": high})
    confidence = {"level": LEVEL, "replicates": drawn.replicates, "rows": drawn.rows}
    return {"metrics": metrics, "confidence": confidence}

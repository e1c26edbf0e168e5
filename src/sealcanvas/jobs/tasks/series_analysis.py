"""The analysis report that both kinds of forecast jobs write: docs/analysis.md."""

from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sealcanvas.jobs.context import TaskContext
    from sealcanvas.ml.series import SeriesModel

_SECONDS = 2.0


def analysis_of(
    context: "TaskContext", model: "SeriesModel", history: Any, latency: float, warnings: Sequence[str]
) -> dict[str, Any]:
    """The report, with `warnings` before the model's own.

    Args:
        history: the rows that were trained on. latency: seconds to forecast one series.
    """
    from sealcanvas.ml.analysis.forecast import analyze_series
    from sealcanvas.ml.analysis.quality import examine, rows_within
    from sealcanvas.ml.problem import ProblemType

    def beat() -> None:
        context.progress("GeneratingModelInsightsReport", 0.97)

    told = analyze_series(model, _SECONDS, latency, beat)
    config = model.config
    wanted = {*config.keys, config.timestamp, config.target, *config.features}
    used = history.select([name for name in history.column_names if name in wanted])
    most = rows_within(_SECONDS, used.num_columns)
    quality = examine(used, config.target, ProblemType.TIME_SERIES, series=True, most_rows=most, beat=beat)
    return {**told, "warnings": [*warnings, *told["warnings"]], "quality": quality.to_dict()}


def latency_of(model: "SeriesModel") -> float:
    """Seconds to forecast one series that the model knows."""
    import pyarrow as pa

    name = model.panel.names[0]
    one = pa.table({key: [name[place]] for place, key in enumerate(model.config.keys)})
    started = perf_counter()
    model.predict(select=one)
    return perf_counter() - started

"""Jobs as a table for people."""

from datetime import datetime
from typing import Any

from rich.table import Table

from sealcanvas.cli.tables import add_row, table

_MINUTE = 60
_TASKS = {
    "automl": "build",
    "canvas-drift": "measure drift",
    "canvas-import": "import",
    "canvas-prepare": "prepare series",
    "series_explain": "explain forecast",
    "series_export": "export forecast",
    "series_import": "import series",
    "series_predict": "forecast",
    "series_select": "select series",
    "series_train": "train forecaster",
    "transform": "predict",
}
"""What a job of each kind does, in words."""


def kind_of(work: str) -> str:
    """The kind of the jobs that do `work`, a word of the table's; anything else is a kind itself."""
    return next((kind for kind, words in _TASKS.items() if words == work), work)


def job_table(found: list[dict[str, Any]]) -> Table:
    """One row a job.

    Args:
        found: what DescribeJob answers, and "For": what the job works for, in words.
    """
    shown = table("State", "Work", "For", "Started", "Phase", "Done", "Best", "Left", "ARN", "Why")
    for job in found:
        score = job.get("BestScore")
        running = job["State"] == "Running"
        add_row(
            shown,
            job["State"],
            _TASKS.get(job["Kind"], job["Kind"]),
            job["For"],
            _started(job),
            job.get("Phase", "") if running else "",
            f"{job['Fraction']:.0%}" if running and "Fraction" in job else "",
            f"{score['MetricName']} {score['Value']:.4g}" if score else "",
            _left(job.get("EtaSeconds")),
            job["JobArn"],
            job.get("FailureReason", ""),
        )
    return shown


def _started(job: dict[str, Any]) -> str:
    """When it started; of one that still waits, when it was submitted. In the zone of whoever looks."""
    started: datetime | None = job.get("StartTime")
    moment: datetime = started or job["CreationTime"]
    told = f"{moment.astimezone():%Y-%m-%d %H:%M}"
    return told if started else f"(submitted {told})"


def _left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds:.0f} s" if seconds < 2 * _MINUTE else f"{seconds / _MINUTE:.0f} min"

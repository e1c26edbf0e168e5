"""A model's scores and a result's rows, as tables for people."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console

from sealcanvas.cli.plain import plain
from sealcanvas.cli.tables import add_row, console, table

SHOWN_ROWS = 10
_LONG_NUMBER = re.compile(r"-?\d+\.\d{5,}")
_SHOWN_COLUMNS = 10
_BAR = 20


def show_model(version: dict[str, Any]) -> None:
    """Print the headline score beside the baseline, all metrics, column impact and warnings."""
    to, objective = console(), version["ObjectiveMetric"]
    better = "higher" if objective["Direction"] == "Maximize" else "lower"
    _title(
        to,
        f"{version['ModelName']} V{version['VersionNumber']}, {version['ProblemType']}: "
        f"{objective['Name']} {_number(objective['Value'])} ({better} is better)",
    )
    scores = table("Metric", "Model", "Naive baseline")
    for metric in version.get("Metrics", []):
        add_row(scores, metric["Name"], _number(metric.get("Value")), _number(metric.get("BaselineValue")))
    to.print(scores)
    impact = version.get("ColumnImpact", [])
    if impact:
        _title(to, "What the prediction rests on")
        shares = table("Column", "Impact", "")
        for part in impact[:_SHOWN_COLUMNS]:
            share = part["ImpactPercent"]
            add_row(shares, part["Column"], f"{share:.1f} %", "█" * round(share / 100 * _BAR))
        to.print(shares)
    for warning in version.get("Warnings", []):
        to.print(plain(f"Note: {warning}"), style="yellow", markup=False, soft_wrap=True)


def show_rows(rows: Iterable[Sequence[str]], title: str) -> None:
    """Print a result's first rows; the first of `rows` is the header, and wide ones lose their middle."""
    found = [_narrow(row) for _, row in zip(range(SHOWN_ROWS + 1), rows, strict=False)]
    if not found:
        return
    to = console()
    _title(to, title)
    shown = table(*found[0])
    for row in found[1:]:
        add_row(shown, *[_short(cell) for cell in row])
    to.print(shown)


def _title(to: Console, text: str) -> None:
    to.print(plain(text), style="bold", markup=False, soft_wrap=True)


def _short(cell: str) -> str:
    """A number with few digits, a midnight as its day, anything else as it is."""
    if _LONG_NUMBER.fullmatch(cell):
        return f"{float(cell):.5g}"
    return cell.removesuffix("T00:00:00")


def _narrow(row: Sequence[str]) -> list[str]:
    if len(row) <= _SHOWN_COLUMNS:
        return list(row)
    return [*row[: _SHOWN_COLUMNS - 5], "…", *row[-4:]]


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"

"""What the demo shows while it runs, and the table it closes with."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table


@dataclass(slots=True)
class Row:
    """One line of the closing table."""

    step: str
    who: str
    sealed: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(slots=True)
class Score:
    """A model's headline score beside the naive baseline's."""

    title: str
    problem: str
    metric: str
    value: float
    baseline: float
    better: str


class Timeline:
    """Progress on the console, and the rows of the closing table."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.rows: list[Row] = []
        self.scores: list[Score] = []

    @contextmanager
    def step(self, number: int, title: str, who: str) -> Iterator[Row]:
        """A step: its title now, its row in the table once it is over."""
        self.console.rule(f"[bold]{number}[/] {title}", align="left")
        row = Row(f"{number}. {title}", who)
        began = time.monotonic()
        yield row
        row.seconds = time.monotonic() - began
        self.rows.append(row)

    def say(self, text: str) -> None:
        """A line of what just happened."""
        self.console.print(f"  {text}", soft_wrap=True)

    def refused(self, what: str, message: str) -> None:
        """A refusal that was meant to happen, with the words it came with."""
        self.console.print(f"  [yellow]refused[/] {what}")
        self.console.print(f"          {message}", style="dim", markup=False, soft_wrap=True)

    def close(self, keys: dict[str, str]) -> None:
        """The closing tables.

        Args:
            keys: key ARNs by the short names that the rows use.
        """
        scores = Table(title="Four models, beside a naive baseline", title_justify="left")
        for column in ("Data", "Problem", "Metric", "Model", "Baseline", ""):
            scores.add_column(column)
        for score in self.scores:
            scores.add_row(
                score.title, score.problem, score.metric, f"{score.value:.4g}", f"{score.baseline:.4g}", score.better
            )
        self.console.print(scores)
        steps = Table(title="Who did what, and which key sealed it", title_justify="left")
        for column in ("Step", "Who", "Sealed under"):
            steps.add_column(column)
        steps.add_column("Seconds", justify="right")
        for row in self.rows:
            steps.add_row(row.step, row.who, "\n".join(row.sealed) or "-", f"{row.seconds:.1f}")
        steps.add_row("in all", "", "", f"{sum(row.seconds for row in self.rows):.1f}", style="bold")
        self.console.print(steps)
        for name, arn in keys.items():
            self.console.print(f"  {name}: {arn}", style="dim", soft_wrap=True)

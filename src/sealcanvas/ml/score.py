"""A metric's value beside that of the naive baseline, and a line of the leaderboard."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Score:
    """A metric by SageMaker's name: our `value`, the naive `baseline` on the same rows, and its `direction`.

    `direction` is "Maximize" or "Minimize". A value is NaN where the metric is undefined on the data (MAPE over
    zeros alone, say).
    """

    name: str
    value: float
    baseline: float
    direction: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON-able values; NaN becomes None."""
        return {k: None if isinstance(v, float) and v != v else v for k, v in asdict(self).items()}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Score":
        """From `to_dict`."""
        nan = float("nan")
        return cls(
            values["name"],
            nan if values["value"] is None else values["value"],
            nan if values["baseline"] is None else values["baseline"],
            values["direction"],
        )


@dataclass(frozen=True)
class LeaderboardRow:
    """One candidate: its name, SageMaker's algorithm name, validation metrics, seconds of training, ensemble weight.

    The ensemble itself stands first, with algorithm "ensemble" and weight 1. `ended`: seconds since training began.
    """

    name: str
    algorithm: str
    metrics: dict[str, float]
    seconds: float
    weight: float
    settings: dict[str, Any] = field(default_factory=dict)
    ended: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """As JSON-able values; NaN becomes None."""
        row = asdict(self)
        row["metrics"] = {k: None if v != v else v for k, v in self.metrics.items()}
        return row

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "LeaderboardRow":
        """From `to_dict`."""
        metrics = {k: float("nan") if v is None else v for k, v in values["metrics"].items()}
        return cls(**{**values, "metrics": metrics})

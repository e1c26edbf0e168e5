"""A trained forecast model: predicts, is stored, and carries its report card."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from sealcanvas.ml import arrow
from sealcanvas.ml.bundle import Bundle, pack_arrays, unpack_arrays
from sealcanvas.ml.errors import BadBundle
from sealcanvas.ml.score import LeaderboardRow, Score
from sealcanvas.ml.series.calibration import Calibration, floors_of
from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.frequency import Clock, Frequency
from sealcanvas.ml.series.models.base import Forecaster, Task, forecaster
from sealcanvas.ml.series.panel import Panel
from sealcanvas.ml.series.regular import regularize
from sealcanvas.ml.table import Table, read_table, to_parquet

Array = Any  # numpy.ndarray


@dataclass(frozen=True)
class Member:
    """A forecaster in the ensemble and its weight."""

    forecaster: Forecaster
    weight: float


@dataclass(frozen=True)
class SeriesModel:
    """An ensemble of forecasters with its back-test and report card.

    `backtest` has the config's item, groups and timestamp columns, `window` (1 is the latest), `actual`, one column
    per quantile and `baseline` (seasonal naive). `coverage`: share of actual values between the lowest and the
    highest quantile. `point`: expected values after the training data, [series, horizon].
    """

    config: SeriesConfig
    items: list[str]
    objective: Score
    metrics: dict[str, Score]
    leaderboard: list[LeaderboardRow]
    backtest: Table
    coverage: float
    column_impact: dict[str, float]
    warnings: list[str]
    season: int
    seed: int
    panel: Panel
    point: Array
    calibration: Calibration
    members: list[Member]
    threads: int = 1

    def predict(self, history: Table | None = None) -> Table:
        """The `horizon` periods after the end of each series of `history` (None: of the training data).

        Columns: the config's item, groups and timestamp columns, then one per quantile in ascending order; within a
        row the quantiles never cross. Raises SchemaMismatch, BadSeries.
        """
        if history is None:
            panel, point = self.panel, self.point
        else:
            panel, _ = regularize(history, self.config, self.panel.clock)
            task = Task(self.config, self.season, self.seed, self.threads, float("inf"), lambda: None)
            point = combine(self.members, panel, task)
        quantiles = self.calibration.apply(point, panel.scales(self.season), floors_of(panel.values))
        steps = np.arange(1, self.config.horizon + 1)
        moments = panel.clock.moments((panel.ends[:, None] + steps).ravel())
        columns = key_columns(self.config, panel, self.config.horizon) | {self.config.timestamp: stamps(panel, moments)}
        flat = quantiles.reshape(-1, len(self.config.quantiles))
        columns |= {name: arrow.column(flat[:, index]) for index, name in enumerate(self.config.quantiles)}
        return pa.table(columns)

    def to_bundle(self) -> Bundle:
        """Everything needed to predict and to show the report card again."""
        arrays = {
            "values": np.concatenate(self.panel.values),
            "lengths": np.array([len(values) for values in self.panel.values]),
            "ends": self.panel.ends,
            "point": self.point,
            "growth": self.calibration.growth,
            "offsets": self.calibration.offsets,
        }
        parts = {"series.npz": pack_arrays(arrays), "backtest.parquet": to_parquet(self.backtest)}
        members = []
        for position, member in enumerate(self.members):
            info, text = member.forecaster.store()
            members.append({"algorithm": member.forecaster.algorithm, "weight": member.weight, "info": info})
            if text:
                parts[f"members/{position}/model.txt"] = text.encode()
        model = {
            "config": self.config.to_dict(),
            "names": self.panel.names,
            "clock": self.panel.clock.to_dict(),
            "season": self.season,
            "objective": self.objective.to_dict(),
            "metrics": [score.to_dict() for score in self.metrics.values()],
            "leaderboard": [row.to_dict() for row in self.leaderboard],
            "coverage": self.coverage,
            "column_impact": list(self.column_impact.items()),
            "warnings": self.warnings,
            "members": members,
        }
        return Bundle({"kind": "series", "seed": self.seed, "model": model}, parts)

    @classmethod
    def from_bundle(cls, bundle: Bundle, threads: int = 1) -> "SeriesModel":
        """From `to_bundle`. Raises BadBundle."""
        if bundle.manifest.get("kind") != "series":
            raise BadBundle("The model file holds no forecast model.")
        model = bundle.manifest["model"]
        arrays = unpack_arrays(bundle.parts["series.npz"])
        config = SeriesConfig.from_dict(model["config"])
        names = [tuple(name) for name in model["names"]]
        values = np.split(arrays["values"], np.cumsum(arrays["lengths"])[:-1])
        clock = Clock(Frequency.parse(config.frequency), **model["clock"])
        if not len(names) == len(values) == len(arrays["ends"]) == len(arrays["point"]):
            raise BadBundle("The model file's series do not fit their names.")
        members = []
        for position, member in enumerate(model["members"]):
            text = bundle.parts.get(f"members/{position}/model.txt", b"").decode()
            loaded = forecaster(member["algorithm"]).load(member["info"], text, threads)
            members.append(Member(loaded, member["weight"]))
        backtest = read_table(bundle.parts["backtest.parquet"], "backtest.parquet")
        if not clock.frequency.daily:
            # Parquet has no whole seconds.
            place = backtest.column_names.index(config.timestamp)
            seconds = backtest[config.timestamp].cast(pa.timestamp("s"))
            backtest = backtest.set_column(place, config.timestamp, seconds)
        scores = [Score.from_dict(score) for score in model["metrics"]]
        return cls(
            config=config,
            items=sorted({name[0] for name in names}),
            objective=Score.from_dict(model["objective"]),
            metrics={score.name: score for score in scores},
            leaderboard=[LeaderboardRow.from_dict(row) for row in model["leaderboard"]],
            backtest=backtest,
            coverage=model["coverage"],
            column_impact=dict(model["column_impact"]),
            warnings=model["warnings"],
            season=model["season"],
            seed=bundle.manifest["seed"],
            panel=Panel(names, values, arrays["ends"], clock),
            point=arrays["point"],
            calibration=Calibration(arrays["growth"], arrays["offsets"]),
            members=members,
            threads=threads,
        )


def combine(members: list[Member], panel: Panel, task: Task) -> Array:
    """The weighted mean of the members' expected values, [series, horizon]."""
    return np.asarray(sum(member.weight * member.forecaster.forecast(panel, task) for member in members))


def key_columns(config: SeriesConfig, panel: Panel, repeat: int) -> dict[str, Any]:
    """Item and group columns, each name `repeat` times."""
    return {
        column: arrow.texts([name[position] for name in panel.names for _ in range(repeat)])
        for position, column in enumerate(config.keys)
    }


def stamps(panel: Panel, moments: Array) -> Any:
    """Timestamps as an Arrow column: dates where periods are days or longer."""
    if panel.clock.frequency.daily:
        return arrow.column(moments.astype("datetime64[D]"))
    return arrow.column(moments.astype("datetime64[s]"))

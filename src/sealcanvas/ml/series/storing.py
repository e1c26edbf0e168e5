"""Forecast models as bundles: docs/formats/model-bundle.md."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sealcanvas.ml import arrow
from sealcanvas.ml.bundle import Bundle, pack_arrays, unpack_arrays
from sealcanvas.ml.errors import BadBundle
from sealcanvas.ml.score import LeaderboardRow, Score
from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.data.frequency import Clock
from sealcanvas.ml.series.data.item_metadata import ItemMetadata
from sealcanvas.ml.series.data.panel import Panel
from sealcanvas.ml.series.judging.calibration import Calibration
from sealcanvas.ml.series.member import Member
from sealcanvas.ml.series.models.base import forecaster
from sealcanvas.ml.table import Table, read_table, to_parquet

if TYPE_CHECKING:
    from sealcanvas.ml.series.model import SeriesModel

Array = Any  # numpy.ndarray


def to_bundle(model: "SeriesModel") -> Bundle:
    """Everything needed to predict and to show the report card again."""
    described, arrays = model.panel.state()
    arrays |= {
        "points": model.points,
        "spreads": model.spreads,
        "widths": model.widths,
        "shares": model.shares,
        "growth": model.calibration.growth,
        "offsets": model.calibration.offsets,
        "metadata": model.metadata.values,
    }
    keys = {key: arrow.texts([name[n] for name in model.panel.names]) for n, key in enumerate(model.config.keys)}
    parts = {
        "series.npz": pack_arrays(arrays),
        "names.parquet": to_parquet(pa.table(keys)),
        "backtest.parquet": to_parquet(model.backtest),
        "item_metrics.parquet": to_parquet(model.item_metrics),
    }
    if model.metadata.items:
        parts["metadata.parquet"] = to_parquet(pa.table({model.config.item: arrow.texts(model.metadata.items)}))
    members = []
    for position, member in enumerate(model.members):
        info, text = member.forecaster.store()
        members.append({"algorithm": member.forecaster.algorithm, "weight": member.weight, "info": info})
        if text:
            parts[f"members/{position}/model.txt"] = text.encode()
    manifest = {
        "config": model.config.to_dict(),
        "layout": described["layout"],
        "season": model.season,
        "objective": model.objective.to_dict(),
        "metrics": [score.to_dict() for score in model.metrics.values()],
        "leaderboard": [row.to_dict() for row in model.leaderboard],
        "coverage": model.coverage,
        "column_impact": list(model.column_impact.items()),
        "warnings": model.warnings,
        "members": members,
    }
    return Bundle({"kind": "series", "seed": model.seed, "model": manifest}, parts)


def from_bundle(bundle: Bundle, threads: int) -> "SeriesModel":
    """From `to_bundle`. Raises BadBundle."""
    from sealcanvas.ml.series.model import SeriesModel

    if bundle.manifest.get("kind") != "series":
        raise BadBundle("The model file holds no forecast model.")
    model = bundle.manifest["model"]
    arrays = unpack_arrays(bundle.parts["series.npz"])
    config = SeriesConfig.from_dict(model["config"])
    panel = _panel(model, arrays, config, bundle)
    members = []
    for position, member in enumerate(model["members"]):
        text = bundle.parts.get(f"members/{position}/model.txt", b"").decode()
        loaded = forecaster(member["algorithm"]).load(member["info"], text, threads)
        members.append(Member(loaded, member["weight"]))
    points = arrays["points"]
    # Models of earlier releases have neither.
    widths = arrays.get("widths", np.ones(len(panel)))
    means = np.array([[member.weight] for member in members])
    shares = arrays.get("shares", np.broadcast_to(means, (len(members), len(panel))))
    sizes = {len(arrays["spreads"]), len(widths), shares.shape[-1]}
    if (
        shares.shape[:-1] != (len(members),)
        or points.shape != (len(members), len(panel), config.horizon)
        or sizes != {len(panel)}
    ):
        raise BadBundle("The model file's forecasts do not fit its series.")
    told = bundle.parts.get("metadata.parquet")
    items = read_table(told, "metadata.parquet")[config.item].to_pylist() if told is not None else []
    scores = [Score.from_dict(score) for score in model["metrics"]]
    return SeriesModel(
        config=config,
        items=sorted({name[0] for name in panel.names}),
        objective=Score.from_dict(model["objective"]),
        metrics={score.name: score for score in scores},
        leaderboard=[LeaderboardRow.from_dict(row) for row in model["leaderboard"]],
        backtest=_seconds(read_table(bundle.parts["backtest.parquet"], "backtest.parquet"), config, panel.clock),
        item_metrics=read_table(bundle.parts["item_metrics.parquet"], "item_metrics.parquet"),
        coverage=model["coverage"],
        column_impact=dict(model["column_impact"]),
        warnings=model["warnings"],
        season=model["season"],
        seed=bundle.manifest["seed"],
        panel=panel,
        spreads=arrays["spreads"],
        widths=widths,
        shares=shares,
        metadata=ItemMetadata(items, arrays["metadata"]),
        points=points,
        calibration=Calibration(arrays["growth"], arrays["offsets"], widths),
        members=members,
        threads=threads,
    )


def _panel(model: dict[str, Any], arrays: dict[str, Array], config: SeriesConfig, bundle: Bundle) -> Panel:
    table = read_table(bundle.parts["names.parquet"], "names.parquet")
    names = list(zip(*(table[key].to_pylist() for key in config.keys), strict=True))
    panel = Panel.load({"names": names, "layout": model["layout"]}, arrays, config.frequency)
    sizes = [len(values) + config.horizon for values in panel.values] if config.features else []
    if [lines.shape for lines in panel.lines] != [(size, len(config.features)) for size in sizes]:
        raise BadBundle("The model file's features do not fit its series.")
    return panel


def _seconds(backtest: Table, config: SeriesConfig, clock: Clock) -> Table:
    """Parquet has no whole seconds."""
    if clock.dated:
        return backtest
    place = backtest.column_names.index(config.timestamp)
    return backtest.set_column(place, config.timestamp, backtest[config.timestamp].cast(pa.timestamp("s")))

"""A forecast model as a notebook: reads rows, makes series, back-tests the members, scores, forecasts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sealcanvas.ml.notebook import series_models, series_steps
from sealcanvas.ml.notebook.cells import assigned, code, notebook, text

if TYPE_CHECKING:
    from sealcanvas.ml.series import SeriesModel

_PANDAS = {"Y": "Y", "M": "M", "W": "W", "D": "D", "H": "h", "min": "min"}


def series_notebook(
    model: "SeriesModel", *, files: list[str], seed: int, columns: Sequence[str] | None = None
) -> bytes:
    """The notebook's file.

    Args:
        files: where the training data lies, for the reader.
        columns: of those files, if features lie in others too: the notebook goes on without these.
    """
    config = model.config
    unit = model.panel.clock.frequency
    windows = len(set(model.backtest["window"].to_pylist()))
    members = {row.algorithm: round(row.weight, 4) for row in model.leaderboard if row.weight > 0}
    members.pop("ensemble", None)
    cells = [
        text(_head(model, files)),
        assigned(
            TARGET=config.target,
            TIME=config.timestamp,
            KEYS=list(config.keys),
            UNIT=_PANDAS[unit.unit],
            COUNT=unit.count,
            HORIZON=config.horizon,
            SEASON=model.season,
            QUANTILES=list(config.levels),
            AGGREGATION=config.aggregation.get(config.target, "sum"),
            FILLING=dict(config.filling.get(config.target, {})),
            KNOWN={
                name: config.features[name]
                for name in model.panel.layout.known
                if name in config.features and (columns is None or name in columns)
            },
            HOLIDAYS=config.holiday_country or "",
            WINDOWS=windows,
            SEED=seed,
            MEMBERS=members,
        ),
        text("## Read\n\nSet the environment variable `DATA`, or put the file beside this notebook."),
        code(series_steps.READ),
        text("## Forecasters\n\nStatistical ones of statsforecast, and LightGBM over all series together."),
        code(series_models.CODE),
        text("## Back-test\n\nEach window holds out one horizon; the seasonal naive forecast is the baseline."),
        code(series_steps.BACKTEST),
        text("## Forecast\n\nFrom the end of the data, with intervals from the back-test's residuals."),
        code(series_steps.FORECAST),
    ]
    return notebook(cells)


def _head(model: "SeriesModel", files: list[str]) -> str:
    listed = "\n".join(f"- `{file}`" for file in files)
    scored = model.objective
    return (
        f"# Forecast of `{model.config.target}`\n\nSealcanvas built this model from {len(model.panel):,} series; its "
        f"{scored.name} is {scored.value:.6g}, the seasonal naive forecast's {scored.baseline:.6g}. This notebook "
        "trains its forecasters anew with pandas, statsforecast, LightGBM and holidays. Scores will be near, not "
        "equal: forecasters weigh the same for all series, and metadata and features that are known of the past alone "
        "are left out here."
        f"\n\n{listed}"
    )

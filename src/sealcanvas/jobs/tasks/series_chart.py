"""A forecast item by item, with the history before it: an index of figures, and a text with a place for each item."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sealcanvas.ml.series.config import SeriesConfig
    from sealcanvas.ml.series.data.panel import Panel
    from sealcanvas.ml.series.model import Forecast

Array = Any  # numpy.ndarray
_MEAN = "mean"
# History that is kept of an item: so many horizons, or periods at least, as long as all items and features stay below.
_HORIZONS, _LEAST, _MOST_VALUES = 4, 60, 2_000_000


@dataclass(frozen=True)
class Charts:
    """`index`: JSON with a row for each item and the chart of all together; `text`: the items' charts in a row."""

    index: bytes
    text: bytes


def charts_of(made: "Forecast", config: "SeriesConfig", columns: list[str], season: int) -> Charts:
    """Charts of every series of a forecast.

    Args:
        made: with the mean, and the panel that it was made from.
        columns: the forecast types to tell of.

    Returns:
        In the index: keys, columns, known (features known ahead), items: [[key, offset, length, mean of the past's last
        periods, [mean of each column over the horizon]], …], and total. A chart has key, past {times, values}, ahead
        {times, each column, mean}, related {feature: {past, ahead}}; that of all items has no related, but together
        {column: sums}, items and left_out.
    """
    panel, horizon = made.panel, config.horizon
    values = {name: _block(made.table[name], horizon) for name in dict.fromkeys([*columns, _MEAN])}
    room = _MOST_VALUES // max(len(panel) * (1 + len(config.features)), 1)
    kept = max(horizon, min(max(_HORIZONS * horizon, 2 * season, _LEAST), room))
    parts, items, offset = [], [], 0
    for place, name in enumerate(panel.names):
        past = panel.values[place][-kept:]
        chart = {
            "key": list(name),
            "past": {
                "times": _times(panel, int(panel.ends[place]) - len(past) + 1, len(past)),
                "values": _numbers(past),
            },
            "ahead": {
                "times": _times(panel, int(panel.ends[place]) + 1, horizon),
                **{column: _numbers(block[place]) for column, block in values.items()},
            },
            "related": {
                feature: {"past": _numbers(line[:-horizon][-kept:]), "ahead": _numbers(line[-horizon:])}
                for feature, line in zip(config.features, panel.lines[place].T if panel.lines else (), strict=False)
            },
        }
        part = json.dumps(chart, ensure_ascii=False, allow_nan=False).encode()
        means = [_mean(values[column][place]) for column in columns]
        items.append([list(name), offset, len(part), _mean(panel.values[place][-horizon:]), means])
        parts.append(part)
        offset += len(part)
    index = {
        "keys": list(config.keys),
        "columns": columns,
        "known": [feature for feature in config.features if feature in panel.layout.known],
        "features": list(config.features),
        "items": items,
        "total": _total(panel, values, columns, horizon, kept) if len(panel) else None,
        "warnings": made.warnings,
    }
    return Charts(json.dumps(index, ensure_ascii=False, allow_nan=False).encode(), b"".join(parts))


def _total(panel: "Panel", values: dict[str, Array], columns: list[str], horizon: int, kept: int) -> dict[str, Any]:
    """All series that end with the last period, period by period; a missing value counts as none."""
    import numpy as np

    last = int(panel.ends.max())
    there = np.flatnonzero(panel.ends == last)
    length = min(kept, max(len(panel.values[place]) for place in there))
    past = np.zeros(length)
    for place in there:
        own = panel.values[place][-length:]
        past[length - len(own) :] += np.nan_to_num(own)
    return {
        "past": {"times": _times(panel, last - length + 1, length), "values": _numbers(past)},
        "ahead": {"times": _times(panel, last + 1, horizon), _MEAN: _numbers(values[_MEAN][there].sum(axis=0))},
        "together": {name: _numbers(values[name][there].sum(axis=0)) for name in columns if name != _MEAN},
        "items": len(there),
        "left_out": len(panel) - len(there),
    }


def _block(column: Any, horizon: int) -> Array:
    """[series, horizon]."""
    return column.to_numpy().reshape(-1, horizon)


def _times(panel: "Panel", first: int, count: int) -> list[str]:
    import numpy as np

    moments = panel.clock.moments(np.arange(first, first + count))
    return list(moments.astype("datetime64[s]").astype(str).tolist())


def _numbers(values: Array) -> list[float | None]:
    """With None for what is not known."""
    import numpy as np

    told = values.tolist()
    return told if np.isfinite(values).all() else [value if np.isfinite(value) else None for value in told]


def _mean(values: Array) -> float | None:
    import numpy as np

    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else None

"""How related series and item metadata must fit the target: AWS's rules, said in words without values."""

from typing import Any

from sealcanvas.jobs.task import TaskFailed

Table = Any  # pyarrow.Table; pyarrow ships no type information


def check_fit(tables: dict[str, Table], config: dict[str, Any]) -> list[str]:
    """Warnings.

    Args:
        tables: by "history", "related" and "metadata".
        config: the predictor's, in `ml.series.SeriesConfig`'s names.

    Raises:
        TaskFailed: related series reach into the forecast horizon, but not all to its end, and are not filled; or an
            item has no metadata.
    """
    warnings = []
    if "related" in tables:
        _check_related(tables["history"], tables["related"], config)
    if "metadata" in tables:
        warnings += _check_metadata(tables["history"], tables["metadata"], config["item"])
    return warnings


def _check_related(history: Table, related: Table, config: dict[str, Any]) -> None:
    """Developer Guide, "Using related time series datasets": values ahead must reach the end of the horizon."""
    import numpy as np

    from sealcanvas.ml import timestamps
    from sealcanvas.ml.series.data.frequency import Clock, Frequency

    if all("futurefill" in config["filling"].get(name, {}) for name in config["features"]):
        return
    moments = timestamps.parse(history[config["timestamp"]].combine_chunks())
    known = moments[~np.isnat(moments)]
    clock = Clock.of(Frequency.parse(config["frequency"]), known, config.get("boundary"))
    last = int(clock.periods(moments).max())
    periods = clock.periods(timestamps.parse(related[config["timestamp"]].combine_chunks()))
    if int(periods.max()) <= last:
        return  # historical: it says nothing of the future, and need not
    keys = [key for key in (config["item"], *config["groups"]) if key in related.column_names]
    ends: dict[tuple[str, ...], int] = {}
    for key, period in zip(_keys(related, keys), periods.tolist(), strict=True):
        ends[key] = max(period, ends.get(key, period))
    wanted = set(_keys(history, keys))
    short = sum(ends.get(key, last) < last + config["horizon"] for key in wanted)
    if short:
        raise TaskFailed(
            "ClientError",
            f"{short} of {len(wanted)} time series have no RELATED_TIME_SERIES values up to the end of the forecast "
            f"horizon, {config['horizon']} periods after the last timestamp of the TARGET_TIME_SERIES dataset. Add "
            "them, or give each feature a futurefill.",
        )


def _check_metadata(history: Table, metadata: Table, item: str) -> list[str]:
    """Developer Guide, "Using item metadata datasets": every item must be among them."""
    known, told = set(history[item].to_pylist()), set(metadata[item].to_pylist())
    missing = len(known - told)
    if missing:
        raise TaskFailed(
            "ClientError",
            f"{missing} of {len(known)} items of the TARGET_TIME_SERIES dataset are not in the ITEM_METADATA dataset. "
            "Every item must be.",
        )
    more = len(told - known)
    return [f"{more} items of the ITEM_METADATA dataset have no time series: they are new items."] if more else []


def _keys(table: Table, keys: list[str]) -> list[tuple[str, ...]]:
    return list(zip(*(table[key].to_pylist() for key in keys), strict=True))

"""Tables for the engines that read pandas."""

from typing import Any


def rows(path: str, target: bool, kept: Any) -> Any:
    """A DataFrame; text as Python's own str objects, which every release of every peer understands."""
    import pandas

    frame = pandas.read_parquet(path)[kept].reset_index(drop=True)
    for name in frame.columns:
        if not pandas.api.types.is_numeric_dtype(frame[name]):
            frame[name] = frame[name].astype(object).where(frame[name].notna(), None)
    return frame if target else frame.drop(columns="target")

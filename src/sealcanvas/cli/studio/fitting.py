"""Whether a file fits a model that was built before: a sentence about the user's file and the user's columns."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from sealcanvas.cli.plain import plain
from sealcanvas.cli.studio.header import listing


def require_fit(
    file: Path, columns: Sequence[str], version: dict[str, Any], trained_on: dict[str, int] | None, *, single: bool
) -> None:
    """Raise a usage error that names every column that the model needs and the file lacks, and what the model is.

    Args:
        columns: those of the file.
        version: DescribeModelVersion's answer.
        trained_on: the columns that the model was built from; None if they are not known any more.
        single: the model was built from a file that was one series as a whole.
    """
    config, target = version.get("TimeSeriesConfig"), version["TargetColumn"]
    if config and not version.get("Recipe"):
        items = [] if single else [config["ItemIdColumn"], *config.get("GroupColumns", [])]
        needed = [config["TimestampColumn"], target, *items]
    elif config:
        needed = list(trained_on or {})
    else:
        needed = [name for name in trained_on or {} if name != _before(version, target)]
    missing = [name for name in needed if name not in columns]
    if not missing:
        return
    lacks = f"{file.name} lacks {_counted(missing)} that the model needs (its columns: {listing(columns, missing)})"
    name = version["ModelName"]
    if config:
        what = (
            f"'{name}' is a model of time series, which says how '{target}' goes on along '{config['TimestampColumn']}'"
        )
        instead = "for the rows of a table, take a model that `sealcanvas build` made"
    else:
        what = f"'{name}' is a model of a table's rows, which predicts '{target}' from their other columns"
        instead = "to forecast a series, use `sealcanvas forecast FILE --target COLUMN --time COLUMN`"
    raise click.UsageError(plain(f"{lacks}; {what}; {instead}"))


def _before(version: dict[str, Any], target: str) -> str:
    """What the target was called before the model's recipe."""
    for step in reversed(json.loads(version["Recipe"]["Steps"]) if version.get("Recipe") else []):
        if step["step"] == "rename" and step["to"] == target:
            target = step["column"]
    return target


def _counted(names: Sequence[str]) -> str:
    listed = ", ".join(f"'{name}'" for name in names)
    return f"the column{'s' if len(names) > 1 else ''} {listed}"

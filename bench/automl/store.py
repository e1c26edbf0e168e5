"""What was measured: one line of JSON a cell, in a file for each engine, added as the cell ends."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.automl.cell import Cell

Record = dict[str, Any]

RESULTS = Path(__file__).parents[1] / "results" / "automl"


def add(record: Record, folder: Path = RESULTS) -> None:
    """Append; a line is written at once, so that an interrupted run leaves whole lines."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{record['engine']}.jsonl").open("a") as file:
        file.write(json.dumps(record) + "\n")


def read(folder: Path = RESULTS) -> dict[Cell, Record]:
    """The latest record of each cell."""
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text().splitlines()]
    return latest(json.loads(line) for line in lines)


def latest(records: Iterable[Record]) -> dict[Cell, Record]:
    """By cell; a later record takes the place of an earlier one."""
    return {Cell.of(record): record for record in records}

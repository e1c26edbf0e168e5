"""Which cells are still to be measured, and in which order."""

from collections.abc import Mapping, Sequence

from bench.automl.cell import Cell, Clock
from bench.automl.store import Record


def cells(
    sets: Sequence[str], engines: Sequence[str], budgets: Sequence[int], seeds: Sequence[int], clock: Clock
) -> list[Cell]:
    """Breadth first: all sets with one seed, budget and engine come before the next engine, budget, seed."""
    return [
        Cell(name, engine, budget, seed, clock)
        for seed in seeds
        for budget in budgets
        for engine in engines
        for name in sets
    ]


def pending(wanted: Sequence[Cell], known: Mapping[Cell, Record], commit: str, again: Sequence[str]) -> list[Cell]:
    """Those without a record; of the engines in `again` also those measured at another commit than `commit`."""
    return [cell for cell in wanted if cell not in known or (cell.engine in again and known[cell]["commit"] != commit)]

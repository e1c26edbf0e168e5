"""What the cells of one clock and budget come to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean, median

from bench.automl.cell import Cell, Clock
from bench.automl.compare import Comparison, compare, done, ranks
from bench.automl.engines import ENVIRONMENTS, OURS
from bench.automl.sets import SETS
from bench.automl.store import Record

Seeds = dict[int, Record]


@dataclass(frozen=True)
class Behaviour:
    """An engine over its cells: `outcomes` by status; the rest over those that have a score.

    `spent` is the training's share of the budget (median, largest); `rows` are predicted per CPU-second (median over
    sets); `ratio` is ours over this engine's, set by set (median); megabytes of model (median) and of memory (largest).
    """

    outcomes: dict[str, int]
    spent: tuple[float, float]
    rows: float
    ratio: float | None
    model_mb: float
    peak_mb: int


class Summary:
    """Of one clock and budget. `sets` maps set and engine to the records by seed, in the order of the catalogue."""

    def __init__(self, records: Mapping[Cell, Record], clock: Clock, budget: int) -> None:
        self.clock, self.budget = clock, budget
        chosen = [record for cell, record in sorted(records.items()) if (cell.clock, cell.budget) == (clock, budget)]
        found: dict[str, dict[str, Seeds]] = {}
        for record in chosen:
            found.setdefault(record["set"], {}).setdefault(record["engine"], {})[record["seed"]] = record
        self.sets = {name: found[name] for name in SETS if name in found}
        self.engines = [name for name in ENVIRONMENTS if any(name in each for each in self.sets.values())]

    def mean_ranks(self) -> tuple[dict[str, float], list[str]]:
        """By engine, over the sets (given too) that all were tried on; a killed or failed one is last there.

        Engines tried on fewer than half of the sets are left out, so that a run that has just begun hides nothing.
        """
        tried = {engine: sum(engine in each for each in self.sets.values()) for engine in self.engines}
        ranked = [engine for engine in self.engines if 2 * tried[engine] >= len(self.sets)]
        whole = [name for name, engines in self.sets.items() if all(engine in engines for engine in ranked)]
        rows = []
        for name in whole:
            seeds = set.intersection(*(set(self.sets[name][engine]) for engine in ranked))
            for seed in sorted(seeds):
                records = [self.sets[name][engine][seed] for engine in ranked]
                rows.append(ranks(SETS[name].metric, [record.get("score") for record in records]))
        columns = zip(*rows, strict=True) if rows else ()
        return {engine: fmean(column) for engine, column in zip(ranked, columns, strict=False)}, whole

    def against(self, peer: str) -> list[Comparison]:
        """Ours against a peer, on the sets that both have a score for."""
        pairs = [(engines.get(OURS, {}), engines.get(peer, {})) for engines in self.sets.values()]
        return [found for ours, other in pairs if (found := compare(ours, other))]

    def unscored(self, engine: str) -> list[str]:
        """The sets on which an engine was tried and never had a score."""
        return [name for name, engines in self.sets.items() if engine in engines and not done(engines[engine])]

    def behaviour(self, engine: str) -> Behaviour | None:
        """None where no cell has a score."""
        tried = [record for engines in self.sets.values() for record in engines.get(engine, {}).values()]
        scored = [record for record in tried if record["status"] == "done"]
        if not scored:
            return None
        unit = "fit_cpu_s" if self.clock == "cpu" else "fit_wall_s"
        spent = [record[unit] / self.budget for record in scored]
        speeds = self._speeds(engine)
        ours = self._speeds(OURS)
        ratios = [ours[name] / speed for name, speed in speeds.items() if name in ours]
        return Behaviour(
            outcomes=_count(record["status"] for record in tried),
            spent=(median(spent), max(spent)),
            rows=median(speeds.values()),
            ratio=median(ratios) if ratios else None,
            model_mb=median(record["model_bytes"] for record in scored) / 1e6,
            peak_mb=max(record["peak_mb"] for record in scored),
        )

    def _speeds(self, engine: str) -> dict[str, float]:
        """Rows per CPU-second by set."""
        found = {name: done(engines.get(engine, {})) for name, engines in self.sets.items()}
        return {
            name: median(record["rows"] / max(record["predict_cpu_s"], 1e-5) for record in seeds.values())
            for name, seeds in found.items()
            if seeds
        }


def _count(statuses: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for status in statuses:
        counts[status] = counts.get(status, 0) + 1
    return counts

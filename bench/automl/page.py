"""The figures in docs/bench-automl.md: what stands between its two marks is written from the cells."""

from collections.abc import Mapping
from pathlib import Path
from statistics import fmean

from bench.automl.cell import Cell
from bench.automl.compare import done
from bench.automl.engines import OURS
from bench.automl.sets import SETS
from bench.automl.store import Record
from bench.automl.summary import Seeds, Summary

PAGE = Path(__file__).parents[2] / "docs" / "bench-automl.md"
_BEGIN, _END = "<!-- from the cells: begin -->\n", "<!-- from the cells: end -->\n"


def written(page: str, records: Mapping[Cell, Record]) -> str:
    """The page with today's figures."""
    before, _, rest = page.partition(_BEGIN)
    after = rest.partition(_END)[2]
    return f"{before}{_BEGIN}\n{figures(records)}\n{_END}{after}"


def figures(records: Mapping[Cell, Record]) -> str:
    """One part for each clock and budget that has cells."""
    kinds = sorted({(cell.clock, cell.budget) for cell in records})
    return "\n\n".join(_part(Summary(records, clock, budget)) for clock, budget in kinds)


def _part(found: Summary) -> str:
    clock = "CPU-seconds, one thread" if found.clock == "cpu" else "seconds by the wall, pinned to one core"
    return "\n\n".join(
        [f"### {found.budget} {clock}", _standing(found), _scores(found), _behaviour(found), _losses(found)]
    )


def _standing(found: Summary) -> str:
    means, whole = found.mean_ranks()
    lines = [["engine", f"mean rank ({len(whole)} sets)", "ours better", "equal", "worse", "not worse", "no score"]]
    for engine in found.engines:
        row = [engine, f"{means[engine]:.2f}" if engine in means else "-"]
        verdicts = [each.verdict for each in found.against(engine)] if engine != OURS else []
        counts = [verdicts.count("better"), verdicts.count("equal"), verdicts.count("worse")]
        share = f"{100 * (counts[0] + counts[1]) / len(verdicts):.0f} % of {len(verdicts)}" if verdicts else "-"
        missing = ", ".join(found.unscored(engine)) or "-"
        lines.append([*row, *(map(str, counts) if verdicts else "---"), share, missing])
    return _table(lines)


def _scores(found: Summary) -> str:
    lines = [["set", "metric", *found.engines]]
    for name, engines in found.sets.items():
        metric = SETS[name].metric
        means = {engine: fmean(_values(seeds)) for engine, seeds in engines.items() if _values(seeds)}
        best = (max if metric == "AUC" else min)(means.values(), default=None)
        cells = [_score(engines.get(engine), means.get(engine) == best) for engine in found.engines]
        lines.append([name, metric, *cells])
    return _table(lines)


def _values(seeds: Seeds) -> list[float]:
    return [record["score"] for record in done(seeds).values()]


def _score(seeds: Seeds | None, best: bool) -> str:
    if seeds is None:
        return ""
    values = _values(seeds)
    if not values:
        return str(next(iter(seeds.values()))["status"])
    text = f"**{fmean(values):.5g}**" if best else f"{fmean(values):.5g}"
    return text if len(values) == 1 else f"{text} ({min(values):.4g} to {max(values):.4g}, {len(values)} seeds)"


def _behaviour(found: Summary) -> str:
    lines = [
        [
            "engine",
            "cells",
            "budget used: median, most",
            "rows per CPU-s",
            "ours / its",
            "model MB",
            "peak MB",
            "version",
        ]
    ]
    for engine in found.engines:
        each = found.behaviour(engine)
        if each is not None:
            outcomes = ", ".join(f"{count} {status}" for status, count in each.outcomes.items())
            ratio = "-" if each.ratio is None else f"{each.ratio:.2g}"
            versions = _versions(found, engine)
            spent = f"{each.spent[0]:.0%}, {each.spent[1]:.0%}".replace("%", " %")
            row = [engine, outcomes, spent, f"{each.rows:,.0f}", ratio, f"{each.model_mb:.2g}", str(each.peak_mb)]
            lines.append([*row, versions])
    return _table(lines)


def _versions(found: Summary, engine: str) -> str:
    """The releases, of ours the commits."""
    name = "commit" if engine == OURS else "version"
    records = [record for engines in found.sets.values() for record in done(engines.get(engine, {})).values()]
    return ", ".join(sorted({record[name] for record in records}))


def _losses(found: Summary) -> str:
    compared = [each for peer in found.engines if peer != OURS for each in found.against(peer)]
    losses = [each for each in compared if each.verdict == "worse"]
    if not compared:
        return "Nothing to compare ours with yet."
    if not losses:
        return "Ours is behind nowhere by more than noise."
    losses.sort(key=lambda each: each.percent)
    told = ", ".join(f"{each.set} ({each.peer}, {-each.percent:.2g} %)" for each in losses)
    return f"Behind by more than noise (of the peer's error; for AUC of 1 - AUC): {told}."


def _table(lines: list[list[str]]) -> str:
    rows = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([rows[0], "|" + "---|" * len(lines[0]), *rows[1:]])

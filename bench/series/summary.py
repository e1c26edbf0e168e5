"""Figures by panel and engine, and how far ours lie below the others'."""

from statistics import mean
from typing import Any

from bench.spread import ratios, spread

_OURS, _AUTOML = "Sealcanvas", "AutoGluon-TimeSeries"
_SINGLE = ("SeasonalNaive", "AutoETS", "AutoCES", "DynamicOptimizedTheta")
_FIGURES = ("MASE", "wQL", "pooled_wQL", "coverage", "cpu_seconds")


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """`by_panel`: spreads over the origins that have run; `ratios`: ours over a peer's, at the origins of both."""
    found: dict[str, Any] = {"by_panel": {}, "ratios": {}}
    for panel in dict.fromkeys(row["panel"] for row in rows):
        own = [row for row in rows if row["panel"] == panel]
        engines = dict.fromkeys(row["engine"] for row in own)
        found["by_panel"][panel] = {engine: _spreads([r for r in own if r["engine"] == engine]) for engine in engines}
        found["ratios"][panel] = {
            "to the best single statistical model": _against_best(own),
            **{f"to {peer}": _against(own, peer) for peer in (_AUTOML, "statsforecast ensemble") if peer in engines},
        }
    return found


def _spreads(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"origins": [row["origin"] for row in rows], **{name: spread([r[name] for r in rows]) for name in _FIGURES}}


def _against(rows: list[dict[str, Any]], peer: str) -> dict[str, Any]:
    ours = {row["origin"]: row for row in rows if row["engine"] == _OURS}
    theirs = {row["origin"]: row for row in rows if row["engine"] == peer}
    both = sorted(set(ours) & set(theirs))
    return {n: ratios([ours[o][n] for o in both], [theirs[o][n] for o in both]) for n in ("MASE", "wQL") if both}


def _against_best(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The single model that is best over the origins, by each figure."""
    found = {}
    for name in ("MASE", "wQL"):
        means = {
            engine: mean(own) for engine in _SINGLE if (own := [row[name] for row in rows if row["engine"] == engine])
        }
        if means:
            best = min(means, key=lambda engine: means[engine])
            found[name] = {"model": best, **_against(rows, best).get(name, {})}
    return found

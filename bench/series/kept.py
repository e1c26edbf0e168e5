"""Figures of peers from an earlier run: a peer of 2.5 GB is not installed everywhere; what it said does not change."""

import json
from pathlib import Path
from typing import Any

PEERS = {
    "statistical": ("SeasonalNaive", "AutoETS", "AutoCES", "DynamicOptimizedTheta", "statsforecast ensemble"),
    "autogluon": ("AutoGluon-TimeSeries",),
}


def kept(results: Path, panels: dict[str, Any]) -> dict[tuple[str, int, str], list[dict[str, Any]]]:
    """Rows by panel, origin and peer of the results' `cells`, where the panels are still the same and all is there."""
    if not results.exists():
        return {}
    earlier = json.loads(results.read_text())
    same = {name for name, size in earlier.get("panels", {}).items() if panels.get(name) == size}
    found: dict[tuple[str, int, str], list[dict[str, Any]]] = {}
    for row in earlier.get("cells", []):
        for peer, names in PEERS.items():
            if row["panel"] in same and row["engine"] in names:
                found.setdefault((row["panel"], row["origin"], peer), []).append(row)
    return {place: rows for place, rows in found.items() if len(rows) == len(PEERS[place[2]])}

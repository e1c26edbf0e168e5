"""The panel benchmark's own figures: a benchmark that measures wrongly is worse than none."""

import json
from pathlib import Path

import numpy as np
import pytest

from bench.series.cells import cell
from bench.series.figures import figures
from bench.series.kept import PEERS, kept
from bench.series.summary import summary


def panel() -> dict[str, object]:
    series = {"a": [float(n % 4) + n for n in range(40)], "short": [1.0] * 9}
    return {"frequency": "3M", "horizon": 4, "season": 4, "series": series}


def test_a_cell_holds_out_what_came_after_its_origin_and_starts_are_of_one_calendar() -> None:
    at = cell("quarterly", panel(), 2)
    assert list(at.series) == ["a"]
    assert at.series["a"] == [float(n % 4) + n for n in range(32)]
    assert at.truth.tolist() == [[32.0, 34.0, 36.0, 38.0]]
    assert at.scale.tolist() == [4.0]
    assert at.request(0)["starts"] == {"a": "1990-01-01"}


def test_figures_are_those_of_their_formulas() -> None:
    at = cell("quarterly", panel(), 2)
    quantiles = np.stack([at.truth - 1, at.truth - 2, at.truth + 3], axis=2)
    found = figures(at, {"quantiles": quantiles.tolist()})
    assert found["MASE"] == pytest.approx(2 / 4)
    # Losses of one period: 2 · 0.1 · 1, 2 · 0.5 · 2 and 2 · 0.1 · 3.
    assert found["wQL"] == pytest.approx((0.2 + 2.0 + 0.6) * 4 / 3 / at.truth.sum())
    assert found["coverage"] == 1


def test_ratios_are_taken_at_the_origins_of_both_and_to_the_best_single_model() -> None:
    def row(engine: str, origin: int, mase: float) -> dict[str, object]:
        figures = {"MASE": mase, "wQL": mase / 10, "pooled_wQL": mase, "coverage": 0.8, "cpu_seconds": 1.0}
        return {"panel": "monthly", "origin": origin, "engine": engine, **figures}

    rows = [
        *(row("Sealcanvas", origin, 0.9) for origin in (1, 2)),
        *(row("AutoETS", origin, 1.0) for origin in (1, 2)),
        *(row("AutoCES", origin, 2.0) for origin in (1, 2)),
        row("AutoGluon-TimeSeries", 2, 1.8),
    ]
    found = summary(rows)["ratios"]["monthly"]
    assert found["to the best single statistical model"]["MASE"]["model"] == "AutoETS"
    assert found["to the best single statistical model"]["MASE"]["median"] == pytest.approx(0.9)
    assert found["to AutoGluon-TimeSeries"]["MASE"] == {"min": 0.5, "median": 0.5, "max": 0.5}


def test_a_peers_figures_are_kept_while_the_panels_are_the_same(tmp_path: Path) -> None:
    cells = [{"panel": "monthly", "origin": 1, "engine": name, "MASE": 1.0} for name in PEERS["statistical"]]
    cells += [{"panel": "monthly", "origin": 2, "engine": "AutoETS", "MASE": 1.0}]
    cells += [{"panel": "monthly", "origin": 1, "engine": "Sealcanvas", "MASE": 0.5}]
    path, size = tmp_path / "series.json", {"series": 3, "horizon": 12}
    assert kept(path, {"monthly": size}) == {}
    path.write_text(json.dumps({"panels": {"monthly": size}, "cells": cells}))
    assert kept(path, {"monthly": size}) == {("monthly", 1, "statistical"): cells[:5]}
    assert kept(path, {"monthly": size | {"series": 4}}) == {}

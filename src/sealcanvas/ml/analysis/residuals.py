"""How far predicted numbers are from the actual ones."""

from typing import Any

import numpy as np

from sealcanvas.ml.analysis.judged import Judged

Array = Any  # numpy.ndarray

MOST_POINTS = 500
MOST_BINS = 40
_LINE = 20
_PERCENTILES = (1, 5, 25, 50, 75, 95, 99)


def regression(judged: Judged) -> dict[str, Any]:
    """Points, the binned line, the band, and the residuals' shape."""
    truth, predicted = judged.truth, judged.predicted
    error = truth - predicted
    kept = np.sort(np.random.default_rng(judged.seed).permutation(len(truth))[:MOST_POINTS])
    return {
        "points": {"actual": truth[kept].tolist(), "predicted": predicted[kept].tolist()},
        "line": _line(truth, predicted),
        "band": float(np.sqrt(np.average(error**2, weights=judged.weight))),
        "residuals": _shape(error),
        "error_density": density(error),
    }


def density(error: Array) -> dict[str, Any]:
    """A histogram of the middle 99 %, and how many lie outside of it."""
    low, high = np.quantile(error, [0.005, 0.995])
    if low == high:
        low, high = error.min(), error.max()
    bins = min(MOST_BINS, max(5, round(len(error) ** 0.5)))
    inside = error[(error >= low) & (error <= high)]
    counts, edges = np.histogram(inside, bins, (low, high) if low < high else None)
    return {
        "edges": edges.tolist(),
        "counts": counts.tolist(),
        "below": int((error < low).sum()),
        "above": int((error > high).sum()),
    }


def _line(truth: Array, predicted: Array) -> dict[str, Any]:
    """Bins of as many rows each, by prediction; equal predictions share one."""
    edges = np.unique(np.quantile(predicted, np.linspace(0, 1, _LINE + 1)[1:-1]))
    place = np.searchsorted(edges, predicted, side="left")
    parts = [np.flatnonzero(place == number) for number in range(len(edges) + 1)]
    parts = [part for part in parts if len(part)]
    ends = [np.quantile(truth[part], [0.1, 0.9]) for part in parts]
    return {
        "predicted": [float(predicted[part].mean()) for part in parts],
        "actual": [float(truth[part].mean()) for part in parts],
        "low": [float(low) for low, _ in ends],
        "high": [float(high) for _, high in ends],
        "rows": [len(part) for part in parts],
    }


def _shape(error: Array) -> dict[str, Any]:
    mean, deviation = float(error.mean()), float(error.std())
    skew = float((((error - mean) / deviation) ** 3).mean()) if deviation else 0.0
    found = np.percentile(error, _PERCENTILES)
    percentiles = {str(level): float(value) for level, value in zip(_PERCENTILES, found, strict=True)}
    return {"mean": mean, "deviation": deviation, "skew": skew, "percentiles": percentiles}

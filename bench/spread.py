"""Figures with their spread."""

from statistics import median


def spread(values: list[float]) -> dict[str, float]:
    """Minimum, median and maximum, rounded to four digits."""
    return {"min": _round(min(values)), "median": _round(median(values)), "max": _round(max(values))}


def ratios(ours: list[float], peer: list[float]) -> dict[str, float]:
    """Ours over the peer's, round by round."""
    return spread([a / b for a, b in zip(ours, peer, strict=True)])


def _round(value: float) -> float:
    return float(f"{value:.4g}")

"""Probabilities that mean what they say: temperature scaling (Guo, Pleiss, Sun and Weinberger 2017)."""

from typing import Any

import numpy as np

Array = Any  # numpy.ndarray

_COLDEST, _HOTTEST = 0.4, 2.5
_STEPS = 16
_MOST_ROWS = 8_000
# Of the log-loss on rows that did not choose the temperature; less is noise.
_GAIN = 1e-3
_LEAST = 1e-15


def calibrated(probabilities: Array, temperature: float) -> Array:
    """Sharper (below 1) or softer (above 1) probabilities [rows, classes], in the same order within each row."""
    if temperature == 1.0 or probabilities.ndim == 1:
        return probabilities
    powers = np.clip(probabilities, _LEAST, 1) ** (1 / temperature)
    return powers / powers.sum(axis=1, keepdims=True)


def best_temperature(truth: Array, probabilities: Array, weight: Array | None, seed: int) -> float:
    """The one with the least log-loss out of fold; 1 unless either half of the rows gains by the other half's choice.

    Args:
        truth: class indices [rows].
        probabilities: [rows, classes].
    """
    rows = np.random.default_rng(seed).permutation(len(truth))[:_MOST_ROWS]
    logs, truth = np.log(np.clip(probabilities[rows], _LEAST, 1)), truth[rows]
    each = np.ones(len(rows)) if weight is None else weight[rows]
    halves = np.arange(len(rows)) % 2 == 0
    plain = chosen = 0.0
    for half in (halves, ~halves):
        other = ~half
        if not half.any() or not other.any():
            return 1.0
        found = _coldest(logs[half], truth[half], each[half])
        plain += _loss(logs[other], truth[other], each[other], 1.0)
        chosen += _loss(logs[other], truth[other], each[other], found)
    return _coldest(logs, truth, each) if chosen < (1 - _GAIN) * plain else 1.0


def _coldest(logs: Array, truth: Array, each: Array) -> float:
    """Golden-section search: the log-loss has one valley along the inverse temperature."""
    low, high = 1 / _HOTTEST, 1 / _COLDEST
    ratio = (5**0.5 - 1) / 2
    for _ in range(_STEPS):
        first, second = high - ratio * (high - low), low + ratio * (high - low)
        if _loss(logs, truth, each, 1 / first) < _loss(logs, truth, each, 1 / second):
            high = second
        else:
            low = first
    return round(2 / (low + high), 3)


def _loss(logs: Array, truth: Array, each: Array, temperature: float) -> float:
    scaled = logs / temperature
    top = scaled.max(axis=1)
    whole = top + np.log(np.exp(scaled - top[:, None]).sum(axis=1))
    return float(np.average(whole - scaled[np.arange(len(truth)), truth], weights=each))

"""From contributions to a score to contributions to what the score's link function makes of it."""

from typing import Any

import numpy as np

Array = Any  # numpy.ndarray

# Points of the Gauss-Legendre rule on the way from the base to the score.
_POINTS = 20


def sigmoid(score: Array) -> Array:
    """1 / (1 + exp(-score)), without overflow."""
    power = np.exp(-np.abs(score))
    return np.where(score >= 0, 1.0, power) / (1 + power)


def softmax(scores: Array) -> Array:
    """Shares along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def through_sigmoid(parts: Array, base: float) -> tuple[Array, float]:
    """Contributions [rows, width] to log-odds, as contributions to the probability, and its base.

    The integral of the link's slope along the straight line from the base to the score (Aumann and Shapley 1974) is
    the same for every column: they keep their proportions.
    """
    score = base + parts.sum(axis=1)
    start, change = sigmoid(np.array(base)), score - base
    slope = np.where(np.abs(change) < 1e-9, start * (1 - start), 0.0)
    np.divide(sigmoid(score) - start, change, out=slope, where=np.abs(change) >= 1e-9)
    return parts * slope[:, None], float(start)


def through_softmax(parts: Array, base: Array, outputs: list[int]) -> tuple[Array, Array]:
    """Contributions [rows, classes, width] to scores, as those to some probabilities [rows, width, outputs].

    Returns the bases [outputs] too. What the integration rule leaves over is spread by size.
    """
    change = parts.sum(axis=2)
    points, weights = np.polynomial.legendre.leggauss(_POINTS)
    slopes = np.zeros((len(parts), len(outputs), parts.shape[1]))
    for point, weight in zip((points + 1) / 2, weights / 2, strict=True):
        shares = softmax(base + point * change)
        own = shares[:, outputs]
        slopes -= weight * own[:, :, None] * shares[:, None, :]
        slopes[:, np.arange(len(outputs)), outputs] += weight * own
    found = np.einsum("rkc,rcj->rjk", slopes, parts)
    start = softmax(base)[outputs]
    left = softmax(base + change)[:, outputs] - start - found.sum(axis=1)
    size = np.abs(found)
    whole = size.sum(axis=1, keepdims=True)
    spread = np.divide(size, whole, out=np.full_like(size, 1 / max(size.shape[1], 1)), where=whole > 0)
    return found + spread * left[:, None, :], start

"""A small multilayer perceptron in numpy: rectified layers, trained by AdamW (Loshchilov and Hutter 2019)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

Array = Any  # numpy.ndarray

_BETA, _BETA2, _TINY = 0.9, 0.99, 1e-8
# Added to slopes and their squares, which would else fade into numbers that processors are slow with.
_FLOOR = np.float32(1e-20)


@dataclass
class Network:
    """`weights` [in, out] and `biases` [out] of each layer, float32; the last layer is linear."""

    weights: list[Array]
    biases: list[Array]

    @classmethod
    def of(cls, sizes: list[int], random: np.random.Generator) -> "Network":
        """Random weights (He et al. 2015) for layers of these sizes, inputs first, outputs last."""
        weights = [(random.standard_normal((a, b)) * np.sqrt(2 / a)).astype(np.float32) for a, b in pairwise(sizes)]
        weights[-1] *= 0.1
        return cls(weights, [np.zeros(size, dtype=np.float32) for size in sizes[1:]])

    def answer(self, rows: Array) -> Array:
        """The outputs [rows, outputs]."""
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            rows = np.maximum(rows @ weight + bias, 0)
        return rows @ self.weights[-1] + self.biases[-1]

    def slopes(self, rows: Array, wrong: Any) -> tuple[list[Array], list[Array]]:
        """The loss's gradients; `wrong` gives the gradient at the outputs [rows, outputs] from the outputs."""
        inputs = [rows]
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            inputs.append(np.maximum(inputs[-1] @ weight + bias, 0))
        back = wrong(inputs[-1] @ self.weights[-1] + self.biases[-1])
        by_weight, by_bias = [], []
        for layer in range(len(self.weights) - 1, -1, -1):
            by_weight.append(inputs[layer].T @ back)
            by_bias.append(back.sum(axis=0))
            if layer:
                back = (back @ self.weights[layer].T) * (inputs[layer] > 0)
        return by_weight[::-1], by_bias[::-1]

    def copy(self) -> "Network":
        """With memory of its own."""
        return Network([each.copy() for each in self.weights], [each.copy() for each in self.biases])


class AdamW:
    """Steps down the slopes of one network; `decay` shrinks weights, never biases."""

    def __init__(self, network: Network, decay: float) -> None:
        self._parts = [*network.weights, *network.biases]
        self._shrunk = len(network.weights)
        self._decay = decay
        self._mean = [np.zeros_like(part) for part in self._parts]
        self._square = [np.zeros_like(part) for part in self._parts]
        self._steps = 0

    def step(self, slopes: tuple[list[Array], list[Array]], rate: float) -> None:
        """One step in place."""
        self._steps += 1
        scale = rate * np.sqrt(1 - _BETA2**self._steps) / (1 - _BETA**self._steps)
        for place, slope in enumerate([*slopes[0], *slopes[1]]):
            mean, square, part = self._mean[place], self._square[place], self._parts[place]
            mean += (1 - _BETA) * (slope + _FLOOR - mean)
            square += (1 - _BETA2) * (slope * slope + _FLOOR - square)
            if place < self._shrunk:
                part *= np.float32(1 - rate * self._decay)
            part -= np.float32(scale) * mean / (np.sqrt(square) + np.float32(_TINY))


def batches(count: int, size: int, random: np.random.Generator) -> Iterator[Array]:
    """All rows once, shuffled, `size` at a time; the last few too."""
    order = random.permutation(count)
    for start in range(0, count, size):
        yield order[start : start + size]

"""Which rows are held out: the same for every engine, by seed."""

import hashlib
from typing import Any

import numpy as np

Array = Any  # numpy.ndarray

_SHARE = 4
BLOCKS = 10


def held_out(target: Array, classifies: bool, seed: int) -> Array:
    """A mask of a quarter of the rows, of each class if `classifies`; by numpy's frozen generator: always the same."""
    order = np.random.RandomState(seed).permutation(len(target))
    held = np.zeros(len(target), dtype=bool)
    groups = [order[target[order] == label] for label in np.unique(target)] if classifies else [order]
    for group in groups:
        held[group[: len(group) // _SHARE]] = True
    return held


def blocks(target: Array, classifies: bool) -> Array:
    """The number of each row's block, 0 to 9: the classes are spread evenly, else neighbours in order of rows."""
    order = np.argsort(target, kind="stable") if classifies else np.arange(len(target))
    numbers = np.empty(len(target), dtype=int)
    numbers[order] = np.arange(len(target)) % BLOCKS
    return numbers


def digest(held: Array) -> str:
    """By which equal splits are known."""
    return hashlib.sha256(np.packbits(held).tobytes()).hexdigest()[:12]

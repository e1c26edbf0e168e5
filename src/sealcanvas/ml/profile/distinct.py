"""How many different values there are: HyperLogLog (Flajolet et al., 2007) with Ertl's estimator (arXiv 1702.01284)."""

from typing import Any

import numpy as np

Array = Any  # numpy.ndarray

_BITS = 14
_REGISTERS = 1 << _BITS
_LONGEST = 64 - _BITS


class Distinct:
    """Takes hashes; 16 KiB, a standard error of 0.8 %."""

    def __init__(self) -> None:
        self._registers = np.zeros(_REGISTERS, np.uint8)

    def add(self, hashes: Array) -> None:
        """See 64-bit hashes."""
        place = (hashes >> np.uint64(_LONGEST)).astype(np.int64)
        rest = (hashes << np.uint64(_BITS)) | np.uint64((1 << _BITS) - 1)
        # Leading zeros, and one, by the exponent of a double, which holds 53 bits exactly.
        high = (rest >> np.uint64(11)).astype(np.float64)
        exponent = np.frexp(high)[1]
        np.maximum.at(self._registers, place, np.minimum(54 - exponent, _LONGEST + 1).astype(np.uint8))

    def count(self) -> int:
        """The estimate."""
        counts = np.bincount(self._registers, minlength=_LONGEST + 2).astype(float)
        total = _REGISTERS * _tau(1 - counts[_LONGEST + 1] / _REGISTERS)
        for value in range(_LONGEST, 0, -1):
            total = 0.5 * (total + counts[value])
        total += _REGISTERS * _sigma(counts[0] / _REGISTERS)
        return round(_REGISTERS * _REGISTERS / (2 * np.log(2) * total)) if np.isfinite(total) else 0


def _sigma(x: float) -> float:
    if x == 1:
        return float("inf")
    y, z, before = 1.0, x, -1.0
    while z != before:
        x *= x
        before, z = z, z + x * y
        y += y
    return z


def _tau(x: float) -> float:
    if x in (0.0, 1.0):
        return 0.0
    y, z, before = 1.0, 1 - x, -1.0
    while z != before:
        x = float(np.sqrt(x))
        before = z
        y *= 0.5
        z -= (1 - x) ** 2 * y
    return z / 3

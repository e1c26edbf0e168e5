"""Series by their logarithms: where seasons and errors grow with the level, steps between logarithms do not."""

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from sealcanvas.ml.series.data.panel import Panel

Array = Any  # numpy.ndarray


_POSITIVE = 0.5


def mostly_positive(panel: Panel) -> bool:
    """Whether half of the series are without zeros and negative values, so that their logarithms are worth trying."""
    return bool((panel.bounds()[0] > 0).mean() >= _POSITIVE)


@dataclass(frozen=True)
class Logs:
    """`panel`: the logarithms of the series that are positive throughout, `taken` [series], and the others as they are.

    `most` [series]: what no forecast goes beyond, so that it stays a number.
    """

    panel: Panel
    taken: Array
    most: Array

    @classmethod
    def of(cls, panel: Panel) -> Self:
        """The logarithms of a panel."""
        low, high = panel.bounds()
        taken = low > 0
        values = [np.log(one) if log else one for one, log in zip(panel.values, taken.tolist(), strict=True)]
        return cls(replace(panel, values=values), taken, high + 2 * (high - low))

    @classmethod
    def none(cls, panel: Panel) -> Self:
        """The series as they are."""
        return cls(panel, np.zeros(len(panel), dtype=bool), np.zeros(len(panel)))

    def back(self, values: Array) -> Array:
        """[series, horizon] in the series' own unit: of a mean of logarithms the median."""
        taken = self.taken[:, None]
        bounded = np.minimum(values, np.log(np.where(self.taken, self.most, 1.0))[:, None])
        return np.where(taken, np.exp(np.where(taken, bounded, 0.0)), values)

    def moved(self, values: Array, steps: Array, parts: Array) -> Array:
        """What each of `parts` [series, columns], which make up the `steps` [series] to `values` [series], adds.

        In the series' own unit: a part of a step between logarithms adds its share of the step that it is there, the
        part times the logarithmic mean of both levels (the additive decomposition of Ang 2005).
        """
        after, before = (self.back(one[:, None])[:, 0] for one in (values, values - steps))
        flat = np.abs(steps) < 1e-9
        mean = np.where(flat, after, (after - before) / np.where(flat, 1.0, steps))
        return parts * np.where(self.taken, mean, 1.0)[:, None]

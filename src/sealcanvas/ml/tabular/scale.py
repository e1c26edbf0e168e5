"""The scale on which a regression learns its target: as it is, or its logarithm where that is less skewed."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

Array = Any  # numpy.ndarray

LOG = "log"
_KINDS = ("", LOG)
# A target whose skewness falls below half of itself by taking logarithms is worth a trial.
_SKEWED, _LESS = 1.0, 0.5


@dataclass(frozen=True)
class Scale:
    """`kind` "" or "log"; a prediction is taken back and multiplied by `factor` (Duan 1983: the mean is not the
    exponential of the mean of logarithms)."""

    kind: str = ""
    factor: float = 1.0

    def forward(self, target: Array) -> Array:
        """What the learner learns."""
        return np.log1p(target) if self.kind else target

    def back(self, predicted: Array) -> Array:
        """The target's own unit."""
        if not self.kind:
            return predicted
        return self.factor * np.expm1(np.clip(predicted, -1.0, 700.0))

    def smeared(self, truth: Array, predicted: Array, weight: Array | None) -> Self:
        """With the factor that makes the mean of predictions (as `back` gives them) that of the truth."""
        if not self.kind:
            return self
        mean = float(np.average(predicted, weights=weight))
        factor = float(np.average(truth, weights=weight)) / mean if mean > 0 else 1.0
        return type(self)(self.kind, min(max(factor, 0.5), 2.0))

    def arrays(self) -> dict[str, Array]:
        """For storage."""
        return {"target_scale": np.array([_KINDS.index(self.kind), self.factor])} if self.kind else {}

    @classmethod
    def load(cls, arrays: dict[str, Array]) -> Self:
        """The inverse of `arrays`."""
        if "target_scale" not in arrays:
            return cls()
        return cls(_KINDS[int(arrays["target_scale"][0])], float(arrays["target_scale"][1]))


def scales(target: Array, classes: int) -> tuple[str, ...]:
    """Those worth a trial, the plain one first."""
    if classes or len(target) < 3 or target.min() < 0:
        return ("",)
    plain, logs = abs(_skewness(target)), abs(_skewness(np.log1p(target)))
    return ("", LOG) if plain > _SKEWED and logs < _LESS * plain else ("",)


def _skewness(values: Array) -> float:
    spread = values.std()
    return float((((values - values.mean()) / spread) ** 3).mean()) if spread > 0 else 0.0

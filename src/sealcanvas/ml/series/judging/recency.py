"""How much each window of a back-test counts: what came of late is most like what comes."""

from typing import Any

import numpy as np

Array = Any  # numpy.ndarray

_FADE = 0.6


def recency(windows: int) -> Array:
    """The weight of each window, the latest (1) first, [windows]: geometric, as Barber et al. (2023) weigh residuals.

    "Conformal prediction beyond exchangeability": residuals of a drifting series cover the closer, the more the late
    ones weigh. The rate was chosen on panels that no figure is reported on (`bench/series`).
    """
    return np.asarray(_FADE ** np.arange(windows))

"""Exponential smoothing in state space form, chosen by AICc (Hyndman et al. 2002)."""

from typing import Any

from sealcanvas.ml.series.models.local import Local

# A seasonal state for each period: longer seasons have more parameters than series have values.
_MOST_SEASON = 24


class ExponentialSmoothing(Local):
    """statsforecast's AutoETS."""

    algorithm = "ets"
    quick = False
    order = 50

    @staticmethod
    def model(season: int) -> Any:
        """statsforecast's model."""
        from statsforecast.models import AutoETS

        return AutoETS(season_length=season if season <= _MOST_SEASON else 1)

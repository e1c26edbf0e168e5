"""The dynamic optimised theta method (Fiorucci et al. 2016)."""

from typing import Any

from sealcanvas.ml.series.models.local import Local


class Theta(Local):
    """statsforecast's DynamicOptimizedTheta."""

    algorithm = "theta"
    quick = True
    order = 10

    @staticmethod
    def model(season: int) -> Any:
        """statsforecast's model."""
        from statsforecast.models import DynamicOptimizedTheta

        return DynamicOptimizedTheta(season_length=season)

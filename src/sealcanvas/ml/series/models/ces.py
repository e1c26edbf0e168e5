"""Complex exponential smoothing (Svetunkov, Kourentzes and Ord 2022)."""

from typing import Any

from sealcanvas.ml.series.models.local import Local


class ComplexSmoothing(Local):
    """statsforecast's AutoCES."""

    algorithm = "ces"
    quick = True
    order = 20

    @staticmethod
    def model(season: int) -> Any:
        """statsforecast's model."""
        from statsforecast.models import AutoCES

        return AutoCES(season_length=season)

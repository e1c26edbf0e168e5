"""Several seasons taken away by repeated loess (Bandara, Hyndman and Bergmeir 2021), the rest smoothed."""

from typing import Any

from sealcanvas.ml.series.data.frequency import Frequency
from sealcanvas.ml.series.models.base import Task
from sealcanvas.ml.series.models.local import Local

Array = Any  # numpy.ndarray


class SeasonalDecomposition(Local):
    """statsforecast's MSTL: AutoETS on what the seasons leave, a fraction of the time of AutoETS with a season."""

    algorithm = "mstl"
    quick = False
    order = 15
    # Two years of days, for the season of a year.
    most_values = 800

    @staticmethod
    def model(season: int) -> Any:
        """statsforecast's model with one season."""
        return _model([season])

    def suited(self, values: Array, season: int, task: Task) -> Any:
        """With each season that the series shows twice; without any, exponential smoothing alone."""
        longer = [one for one in Frequency.parse(task.config.frequency).seasons if one > season]
        return _model([season, *(one for one in longer if season > 1 and len(values) >= 2 * one + season)])


def _model(seasons: list[int]) -> Any:
    from statsforecast.models import MSTL, AutoETS

    return AutoETS(model="ZZN") if seasons == [1] else MSTL(season_length=seasons)

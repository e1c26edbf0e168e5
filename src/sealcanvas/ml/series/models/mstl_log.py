"""Several seasons taken away from logarithms."""

from sealcanvas.ml.series.models.mstl import SeasonalDecomposition


class SeasonalDecompositionLog(SeasonalDecomposition):
    """Seasons that are a part of the level, instead of so much each."""

    algorithm = "mstl-log"
    quick = False
    order = 16
    logs = True

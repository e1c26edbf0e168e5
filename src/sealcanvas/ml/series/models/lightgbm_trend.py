"""Global LightGBM on first and seasonal differences."""

from sealcanvas.ml.series.models.boosted import Boosted


class LightGBMTrend(Boosted):
    """Learns how much a change differs from the same change a season ago: follows trends."""

    algorithm = "lightgbm-trend"
    quick = False
    order = 40
    trend = True
    # The mean step: with the median of its seasonal twin the two err apart.
    objective = "regression"

"""Global LightGBM on first and seasonal differences."""

from sealcanvas.ml.series.boosted import Boosted


class LightGBMTrend(Boosted):
    """Learns how much a change differs from the same change a season ago: follows trends."""

    algorithm = "lightgbm-trend"
    quick = False
    order = 40
    trend = True

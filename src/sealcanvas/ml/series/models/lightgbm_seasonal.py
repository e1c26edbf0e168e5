"""Global LightGBM on seasonal differences."""

from sealcanvas.ml.series.boosted import Boosted


class LightGBMSeasonal(Boosted):
    """Learns how much a period differs from the same period a season ago."""

    algorithm = "lightgbm"
    quick = True
    order = 30
    trend = False

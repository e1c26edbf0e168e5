"""Global LightGBM on seasonal differences."""

from sealcanvas.ml.series.models.boosted import Boosted


class LightGBMSeasonal(Boosted):
    """Learns how much a period differs from the same period a season ago."""

    algorithm = "lightgbm"
    quick = True
    order = 30
    trend = False
    # The median step, as quantile losses and MASE have it: one odd step does not bend the trees.
    objective = "regression_l1"

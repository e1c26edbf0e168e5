"""Global LightGBM on first and seasonal differences of logarithms."""

from sealcanvas.ml.series.models.lightgbm_trend import LightGBMTrend


class LightGBMTrendLog(LightGBMTrend):
    """Learns how much a rate of change differs from the same one a season ago."""

    algorithm = "lightgbm-trend-log"
    quick = False
    order = 45
    logs = True

"""Global LightGBM on seasonal differences of logarithms."""

from sealcanvas.ml.series.models.lightgbm_seasonal import LightGBMSeasonal


class LightGBMLog(LightGBMSeasonal):
    """Learns by what rate a period differs from the same period a season ago."""

    algorithm = "lightgbm-log"
    quick = False
    order = 35
    logs = True

"""Complex exponential smoothing of logarithms."""

from sealcanvas.ml.series.models.ces import ComplexSmoothing


class ComplexSmoothingLog(ComplexSmoothing):
    """Its seasons are sums: those of logarithms grow with the level."""

    algorithm = "ces-log"
    quick = False
    order = 22
    logs = True

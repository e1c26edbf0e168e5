"""Forecasts for panels of time series."""

from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.model import SeriesModel
from sealcanvas.ml.series.train import train

__all__ = ["SeriesConfig", "SeriesModel", "train"]

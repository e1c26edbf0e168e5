"""Forecasts for panels of time series."""

from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.model import Forecast, SeriesModel
from sealcanvas.ml.series.predicting.what_if import Change, Condition, WhatIf
from sealcanvas.ml.series.train import train

__all__ = ["Change", "Condition", "Forecast", "SeriesConfig", "SeriesModel", "WhatIf", "train"]

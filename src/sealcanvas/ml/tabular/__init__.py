"""Regression and classification on tables."""

from sealcanvas.ml.tabular.model import TabularModel
from sealcanvas.ml.tabular.train import train

__all__ = ["TabularModel", "train"]

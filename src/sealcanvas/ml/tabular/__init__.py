"""Regression and classification on tables."""

from sealcanvas.ml.tabular.model import TabularModel
from sealcanvas.ml.tabular.train import build, train
from sealcanvas.ml.tabular.wish import Wish

__all__ = ["TabularModel", "Wish", "build", "train"]

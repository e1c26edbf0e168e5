"""Extremely randomised trees."""

from collections.abc import Sequence
from typing import Any

from sealcanvas.ml.tabular.forest import Forest


class ExtraTrees(Forest):
    """Random thresholds, all rows for each tree (Geurts, Ernst and Wehenkel 2006)."""

    algorithm = "extra-trees"

    @classmethod
    def portfolio(cls) -> Sequence[tuple[int, dict[str, Any]]]:
        """Fully grown at the given leaf bound."""
        return [(65, {"min_samples_leaf": 1, "max_features": 0.4}), (85, {"min_samples_leaf": 4, "max_features": 0.8})]

    @staticmethod
    def estimator(classes: int) -> Any:
        """scikit-learn's class."""
        from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

        return ExtraTreesClassifier if classes else ExtraTreesRegressor

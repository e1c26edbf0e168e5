"""Random forest."""

from collections.abc import Sequence
from typing import Any

from sealcanvas.ml.tabular.forest import Forest


class RandomForest(Forest):
    """Best thresholds on bootstrapped rows (Breiman 2001)."""

    algorithm = "randomforest"

    @classmethod
    def portfolio(cls) -> Sequence[tuple[int, dict[str, Any]]]:
        """Slightly smoothed leaves."""
        return [(90, {"min_samples_leaf": 2, "max_features": 0.4, "trees": 100})]

    @staticmethod
    def estimator(classes: int) -> Any:
        """scikit-learn's class."""
        from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

        return RandomForestClassifier if classes else RandomForestRegressor

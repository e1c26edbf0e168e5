"""Problem types, metrics and algorithms that AutoML jobs take; `ml` has the same lists, but stays out of the server."""

METRICS = {
    "Regression": ("MSE", "RMSE", "MAE", "MAPE", "R2"),
    "BinaryClassification": ("F1", "Accuracy", "AUC", "BalancedAccuracy", "Precision", "Recall"),
    "MulticlassClassification": ("Accuracy", "F1macro", "BalancedAccuracy", "PrecisionMacro", "RecallMacro"),
}
"""The metrics of each problem type that have a name in SageMaker's API, its default objective first."""

OBJECTIVES = {**METRICS, "Regression": ("MSE", "RMSE", "MAE", "R2")}
"""Those that a job can be optimised for (API reference, AutoMLJobObjective)."""

SERIES_METRICS = ("AverageWeightedQuantileLoss", "WAPE", "RMSE", "MAPE", "MASE")

SERIES_ALGORITHMS = frozenset({"arima", "ets", "npts", "lightgbm"})
"""SageMaker's names of the algorithms that we have for time series; lightgbm is ours, where AWS has neural networks."""

ALGORITHMS = frozenset({"lightgbm", "xgboost", "mlp", "linear-learner", "randomforest", "extra-trees"})
"""SageMaker's names of the algorithms that we have for tables; AWS has mlp in tuning alone."""

TUNED_ALGORITHMS = frozenset({"lightgbm", "xgboost", "mlp", "linear-learner"})
"""Those of the mode HYPERPARAMETER_TUNING; lightgbm is ours, beside AWS's."""

INFERENCE_COLUMNS = ("predicted_label", "probability", "probabilities", "labels")
"""What a classifier's predictions may consist of (SAGEMAKER_INFERENCE_OUTPUT)."""

REASONS = "reasons"
"""Ours, for numbers too: which columns moved a prediction (docs/analysis.md)."""

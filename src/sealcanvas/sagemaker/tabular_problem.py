"""Problem types, metrics and algorithms that AutoML jobs take; `ml` has the same lists, but stays out of the server."""

METRICS = {
    "Regression": ("MSE", "RMSE", "MAE", "MAPE", "R2"),
    "BinaryClassification": ("F1", "Accuracy", "AUC", "BalancedAccuracy", "Precision", "Recall"),
    "MulticlassClassification": ("Accuracy", "F1macro", "BalancedAccuracy", "PrecisionMacro", "RecallMacro"),
}
"""The objective metrics of each problem type, SageMaker's default first."""

SERIES_METRICS = ("AverageWeightedQuantileLoss", "WAPE", "RMSE", "MAPE", "MASE")

ALGORITHMS = frozenset({"lightgbm", "linear-learner", "randomforest", "extra-trees"})
"""SageMaker's names of the algorithms that we have for tables."""

INFERENCE_COLUMNS = ("predicted_label", "probability", "probabilities", "labels")
"""What a classifier's predictions may consist of (SAGEMAKER_INFERENCE_OUTPUT)."""

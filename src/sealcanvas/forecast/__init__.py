"""Amazon Forecast: series imported, predictors trained, forecasts made, exported and asked, as the customer's role."""

from sealcanvas.forecast import delete_resource_tree, stop_resource, tag_resource
from sealcanvas.forecast.datasets.dataset import create_dataset
from sealcanvas.forecast.datasets.dataset_group import create_dataset_group
from sealcanvas.forecast.datasets.dataset_import_job import create_dataset_import_job
from sealcanvas.forecast.explainability import explainability
from sealcanvas.forecast.exports import (
    explainability_export,
    predictor_backtest_export_job,
    what_if_forecast_export,
)
from sealcanvas.forecast.exports.forecast_export_job import create_forecast_export_job
from sealcanvas.forecast.forecasts import query_forecast
from sealcanvas.forecast.forecasts.charts import forecast_chart, forecast_items
from sealcanvas.forecast.forecasts.forecast import create_forecast
from sealcanvas.forecast.keys.six_actions import SIX_ACTIONS, require_six_actions
from sealcanvas.forecast.predictors import accuracy_metrics
from sealcanvas.forecast.predictors.predictor import create_auto_predictor
from sealcanvas.forecast.predictors.results import failure_of, predictor_analysis, predictor_results
from sealcanvas.forecast.service import forecast, forecastquery
from sealcanvas.forecast.what_if import analysis, what_if_forecast
from sealcanvas.forecast.what_if.analysis import create_what_if_analysis
from sealcanvas.forecast.what_if.what_if_forecast import create_what_if_forecast, delete_what_if_forecast
from sealcanvas.forecast.work import ends

__all__ = [
    "SIX_ACTIONS",
    "accuracy_metrics",
    "analysis",
    "create_auto_predictor",
    "create_dataset",
    "create_dataset_group",
    "create_dataset_import_job",
    "create_forecast",
    "create_forecast_export_job",
    "create_what_if_analysis",
    "create_what_if_forecast",
    "delete_resource_tree",
    "delete_what_if_forecast",
    "ends",
    "explainability",
    "explainability_export",
    "failure_of",
    "forecast",
    "forecast_chart",
    "forecast_items",
    "forecastquery",
    "predictor_analysis",
    "predictor_backtest_export_job",
    "predictor_results",
    "query_forecast",
    "require_six_actions",
    "stop_resource",
    "tag_resource",
    "what_if_forecast",
    "what_if_forecast_export",
]

"""Amazon Forecast: series imported, predictors trained, forecasts made, exported and asked, as the customer's role."""

from sealcanvas.forecast import work_ends
from sealcanvas.forecast.accuracy_metrics import get_accuracy_metrics
from sealcanvas.forecast.dataset import create_dataset, delete_dataset, describe_dataset, list_datasets
from sealcanvas.forecast.dataset_group import (
    create_dataset_group,
    delete_dataset_group,
    describe_dataset_group,
    list_dataset_groups,
    update_dataset_group,
)
from sealcanvas.forecast.dataset_import_job import (
    create_dataset_import_job,
    describe_dataset_import_job,
    list_dataset_import_jobs,
)
from sealcanvas.forecast.forecast_export_job import (
    create_forecast_export_job,
    describe_forecast_export_job,
    list_forecast_export_jobs,
)
from sealcanvas.forecast.forecasts import create_forecast, delete_forecast, describe_forecast, list_forecasts
from sealcanvas.forecast.predictor import (
    create_auto_predictor,
    delete_predictor,
    describe_auto_predictor,
    list_predictors,
)
from sealcanvas.forecast.query_forecast import query_forecast
from sealcanvas.forecast.results import failure_of, predictor_results
from sealcanvas.forecast.service import forecast, forecastquery
from sealcanvas.forecast.six_actions import SIX_ACTIONS, require_six_actions

__all__ = [
    "SIX_ACTIONS",
    "create_auto_predictor",
    "create_dataset",
    "create_dataset_group",
    "create_dataset_import_job",
    "create_forecast",
    "create_forecast_export_job",
    "delete_dataset",
    "delete_dataset_group",
    "delete_forecast",
    "delete_predictor",
    "describe_auto_predictor",
    "describe_dataset",
    "describe_dataset_group",
    "describe_dataset_import_job",
    "describe_forecast",
    "describe_forecast_export_job",
    "failure_of",
    "forecast",
    "forecastquery",
    "get_accuracy_metrics",
    "list_dataset_groups",
    "list_dataset_import_jobs",
    "list_datasets",
    "list_forecast_export_jobs",
    "list_forecasts",
    "list_predictors",
    "predictor_results",
    "query_forecast",
    "require_six_actions",
    "update_dataset_group",
    "work_ends",
]

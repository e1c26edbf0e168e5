"""Canvas: the no-code studio's use cases, each one operation, its work done as the user profile's execution role."""

from sealcanvas.canvas.create_batch_prediction import create_batch_prediction
from sealcanvas.canvas.create_model_version import create_model_version
from sealcanvas.canvas.data_key_cache import describe_data_key_cache, update_data_key_cache
from sealcanvas.canvas.dataset import delete_dataset, describe_dataset, list_datasets
from sealcanvas.canvas.import_dataset import import_dataset
from sealcanvas.canvas.model_version import describe_model_version, list_model_versions, stop_model_version
from sealcanvas.canvas.prediction import describe_prediction, list_predictions
from sealcanvas.canvas.preview_dataset import preview_dataset
from sealcanvas.canvas.verify_store import verify_store
from sealcanvas.service.own import sealcanvas

__all__ = [
    "create_batch_prediction",
    "create_model_version",
    "delete_dataset",
    "describe_data_key_cache",
    "describe_dataset",
    "describe_model_version",
    "describe_prediction",
    "import_dataset",
    "list_datasets",
    "list_model_versions",
    "list_predictions",
    "preview_dataset",
    "sealcanvas",
    "stop_model_version",
    "update_data_key_cache",
    "verify_store",
]

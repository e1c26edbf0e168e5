"""Canvas: the no-code studio's use cases, each one operation, its work done as the user profile's execution role."""

from sealcanvas.canvas.access_check.check_workspace_access import check_workspace_access
from sealcanvas.canvas.automations.automation import (
    create_automation,
    delete_automation,
    describe_automation,
    list_automations,
    update_automation,
)
from sealcanvas.canvas.automations.run import list_automation_runs
from sealcanvas.canvas.automations.state import pause_automation, resume_automation
from sealcanvas.canvas.automations.trigger import start_automation_run
from sealcanvas.canvas.data_key_cache import describe_data_key_cache, update_data_key_cache
from sealcanvas.canvas.datasets.dataset import delete_dataset, describe_dataset, list_dataset_versions, list_datasets
from sealcanvas.canvas.datasets.import_dataset import import_dataset, update_dataset
from sealcanvas.canvas.datasets.preview_dataset import preview_dataset
from sealcanvas.canvas.datasets.samples.operations import get_sample_dataset, list_sample_datasets
from sealcanvas.canvas.datasets.validate_dataset import validate_dataset
from sealcanvas.canvas.deploying.deployments import (
    delete_model_version_deployment,
    deploy_model_version,
    list_model_version_deployments,
)
from sealcanvas.canvas.deploying.registrations import list_model_version_registrations, register_model_version
from sealcanvas.canvas.describe_store_verification import describe_store_verification
from sealcanvas.canvas.describe_workspace import describe_workspace
from sealcanvas.canvas.key_use import describe_key_use
from sealcanvas.canvas.models.create_model_version import create_model_version
from sealcanvas.canvas.models.delete_model_version import delete_model_version
from sealcanvas.canvas.models.model_analysis import describe_model_analysis
from sealcanvas.canvas.models.model_version import describe_model_version, list_model_versions, stop_model_version
from sealcanvas.canvas.models.preview_model import preview_model
from sealcanvas.canvas.predictions.create_batch_prediction import create_batch_prediction
from sealcanvas.canvas.predictions.delete_prediction import delete_prediction
from sealcanvas.canvas.predictions.forecast_items import describe_forecast_item, list_forecast_items
from sealcanvas.canvas.predictions.prediction import describe_prediction, list_predictions
from sealcanvas.canvas.predictions.stop_prediction import stop_prediction
from sealcanvas.canvas.predictions.what_if import create_what_if, delete_what_if, list_what_ifs
from sealcanvas.canvas.recipes.add_recipe_step import add_recipe_step
from sealcanvas.canvas.recipes.check_recipe import check_recipe
from sealcanvas.canvas.recipes.create_recipe import create_recipe
from sealcanvas.canvas.recipes.describe_recipe_language import describe_recipe_language
from sealcanvas.canvas.recipes.export_recipe import export_recipe
from sealcanvas.canvas.recipes.preview_recipe import preview_recipe
from sealcanvas.canvas.recipes.recipe import delete_recipe, describe_recipe, list_recipes
from sealcanvas.canvas.recipes.undo_recipe_step import undo_recipe_step
from sealcanvas.canvas.rekey import describe_rekey, list_rekeys, start_rekey, stop_rekey
from sealcanvas.canvas.sharing.share_model_version import (
    list_model_version_shares,
    share_model_version,
    unshare_model_version,
)
from sealcanvas.canvas.verify_audit_trail import verify_audit_trail
from sealcanvas.canvas.verify_store import verify_store
from sealcanvas.canvas.volumes.list_volumes import list_volumes
from sealcanvas.canvas.volumes.restore_volume_snapshot import restore_volume_snapshot
from sealcanvas.service.own import sealcanvas

__all__ = [
    "add_recipe_step",
    "check_recipe",
    "check_workspace_access",
    "create_automation",
    "create_batch_prediction",
    "create_model_version",
    "create_recipe",
    "create_what_if",
    "delete_automation",
    "delete_dataset",
    "delete_model_version",
    "delete_model_version_deployment",
    "delete_prediction",
    "delete_recipe",
    "delete_what_if",
    "deploy_model_version",
    "describe_automation",
    "describe_data_key_cache",
    "describe_dataset",
    "describe_forecast_item",
    "describe_key_use",
    "describe_model_analysis",
    "describe_model_version",
    "describe_prediction",
    "describe_recipe",
    "describe_recipe_language",
    "describe_rekey",
    "describe_store_verification",
    "describe_workspace",
    "export_recipe",
    "get_sample_dataset",
    "import_dataset",
    "list_automation_runs",
    "list_automations",
    "list_dataset_versions",
    "list_datasets",
    "list_forecast_items",
    "list_model_version_deployments",
    "list_model_version_registrations",
    "list_model_version_shares",
    "list_model_versions",
    "list_predictions",
    "list_recipes",
    "list_rekeys",
    "list_sample_datasets",
    "list_volumes",
    "list_what_ifs",
    "pause_automation",
    "preview_dataset",
    "preview_model",
    "preview_recipe",
    "register_model_version",
    "restore_volume_snapshot",
    "resume_automation",
    "sealcanvas",
    "share_model_version",
    "start_automation_run",
    "start_rekey",
    "stop_model_version",
    "stop_prediction",
    "stop_rekey",
    "undo_recipe_step",
    "unshare_model_version",
    "update_automation",
    "update_data_key_cache",
    "update_dataset",
    "validate_dataset",
    "verify_audit_trail",
    "verify_store",
]

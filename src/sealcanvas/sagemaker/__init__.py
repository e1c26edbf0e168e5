"""SageMaker: Canvas domains, AutoML jobs, models and batch transforms, every byte under the caller's keys."""

from sealcanvas.sagemaker.automl.create_auto_ml_job import create_auto_ml_job
from sealcanvas.sagemaker.automl.create_auto_ml_job_v2 import create_auto_ml_job_v2, create_prepared_auto_ml_job
from sealcanvas.sagemaker.automl.describe_auto_ml_job import describe_auto_ml_job
from sealcanvas.sagemaker.automl.describe_auto_ml_job_v2 import describe_auto_ml_job_v2
from sealcanvas.sagemaker.automl.list_auto_ml_jobs import list_auto_ml_jobs
from sealcanvas.sagemaker.automl.list_candidates_for_auto_ml_job import list_candidates_for_auto_ml_job
from sealcanvas.sagemaker.automl.stop_auto_ml_job import stop_auto_ml_job
from sealcanvas.sagemaker.endpoints.create_endpoint import create_endpoint
from sealcanvas.sagemaker.endpoints.create_endpoint_config import create_endpoint_config
from sealcanvas.sagemaker.endpoints.delete_endpoint import delete_endpoint
from sealcanvas.sagemaker.endpoints.delete_endpoint_config import delete_endpoint_config
from sealcanvas.sagemaker.endpoints.deploy_candidate import deploy_candidate
from sealcanvas.sagemaker.endpoints.describe_endpoint import describe_endpoint
from sealcanvas.sagemaker.endpoints.describe_endpoint_config import describe_endpoint_config
from sealcanvas.sagemaker.endpoints.invoke_endpoint import invoke_endpoint
from sealcanvas.sagemaker.endpoints.list_endpoint_configs import list_endpoint_configs
from sealcanvas.sagemaker.endpoints.list_endpoints import list_endpoints
from sealcanvas.sagemaker.endpoints.runtime import sagemaker_runtime
from sealcanvas.sagemaker.endpoints.update_endpoint import update_endpoint
from sealcanvas.sagemaker.endpoints.update_endpoint_weights_and_capacities import update_endpoint_weights_and_capacities
from sealcanvas.sagemaker.models.create_model import create_model
from sealcanvas.sagemaker.models.delete_model import delete_model
from sealcanvas.sagemaker.models.describe_model import describe_model
from sealcanvas.sagemaker.models.list_models import list_models
from sealcanvas.sagemaker.registry.create_model_package import create_model_package
from sealcanvas.sagemaker.registry.create_model_package_group import create_model_package_group
from sealcanvas.sagemaker.registry.delete_model_package import delete_model_package
from sealcanvas.sagemaker.registry.delete_model_package_group import delete_model_package_group
from sealcanvas.sagemaker.registry.describe_model_package import describe_model_package
from sealcanvas.sagemaker.registry.describe_model_package_group import describe_model_package_group
from sealcanvas.sagemaker.registry.list_model_package_groups import list_model_package_groups
from sealcanvas.sagemaker.registry.list_model_packages import list_model_packages
from sealcanvas.sagemaker.registry.update_model_package import update_model_package
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.sign_in.create_presigned_domain_url import create_presigned_domain_url
from sealcanvas.sagemaker.sign_in.create_sign_in_provider import create_sign_in_provider
from sealcanvas.sagemaker.sign_in.update_sign_in_provider import update_sign_in_provider
from sealcanvas.sagemaker.tagging.add_tags import add_tags
from sealcanvas.sagemaker.tagging.delete_tags import delete_tags
from sealcanvas.sagemaker.tagging.list_tags import list_tags
from sealcanvas.sagemaker.transform.create_transform_job import create_transform_job
from sealcanvas.sagemaker.transform.describe_transform_job import describe_transform_job
from sealcanvas.sagemaker.transform.list_transform_jobs import list_transform_jobs
from sealcanvas.sagemaker.transform.stop_transform_job import stop_transform_job
from sealcanvas.sagemaker.workspace.apps.create_app import create_app
from sealcanvas.sagemaker.workspace.apps.delete_app import delete_app
from sealcanvas.sagemaker.workspace.apps.describe_app import describe_app
from sealcanvas.sagemaker.workspace.apps.list_apps import list_apps
from sealcanvas.sagemaker.workspace.domains.create_domain import create_domain
from sealcanvas.sagemaker.workspace.domains.delete_domain import delete_domain
from sealcanvas.sagemaker.workspace.domains.describe_domain import describe_domain
from sealcanvas.sagemaker.workspace.domains.list_domains import list_domains
from sealcanvas.sagemaker.workspace.domains.update_domain import update_domain
from sealcanvas.sagemaker.workspace.profiles.create_user_profile import create_user_profile
from sealcanvas.sagemaker.workspace.profiles.delete_user_profile import delete_user_profile
from sealcanvas.sagemaker.workspace.profiles.describe_user_profile import describe_user_profile
from sealcanvas.sagemaker.workspace.profiles.list_user_profiles import list_user_profiles
from sealcanvas.sagemaker.workspace.profiles.update_user_profile import update_user_profile
from sealcanvas.sagemaker.workspace.spaces.create_space import create_space
from sealcanvas.sagemaker.workspace.spaces.delete_space import delete_space
from sealcanvas.sagemaker.workspace.spaces.describe_space import describe_space
from sealcanvas.sagemaker.workspace.spaces.list_spaces import list_spaces
from sealcanvas.sagemaker.workspace.spaces.update_space import update_space

__all__ = [
    "add_tags",
    "create_app",
    "create_auto_ml_job",
    "create_auto_ml_job_v2",
    "create_domain",
    "create_endpoint",
    "create_endpoint_config",
    "create_model",
    "create_model_package",
    "create_model_package_group",
    "create_prepared_auto_ml_job",
    "create_presigned_domain_url",
    "create_sign_in_provider",
    "create_space",
    "create_transform_job",
    "create_user_profile",
    "delete_app",
    "delete_domain",
    "delete_endpoint",
    "delete_endpoint_config",
    "delete_model",
    "delete_model_package",
    "delete_model_package_group",
    "delete_space",
    "delete_tags",
    "delete_user_profile",
    "deploy_candidate",
    "describe_app",
    "describe_auto_ml_job",
    "describe_auto_ml_job_v2",
    "describe_domain",
    "describe_endpoint",
    "describe_endpoint_config",
    "describe_model",
    "describe_model_package",
    "describe_model_package_group",
    "describe_space",
    "describe_transform_job",
    "describe_user_profile",
    "invoke_endpoint",
    "list_apps",
    "list_auto_ml_jobs",
    "list_candidates_for_auto_ml_job",
    "list_domains",
    "list_endpoint_configs",
    "list_endpoints",
    "list_model_package_groups",
    "list_model_packages",
    "list_models",
    "list_spaces",
    "list_tags",
    "list_transform_jobs",
    "list_user_profiles",
    "sagemaker",
    "sagemaker_runtime",
    "stop_auto_ml_job",
    "stop_transform_job",
    "update_domain",
    "update_endpoint",
    "update_endpoint_weights_and_capacities",
    "update_model_package",
    "update_sign_in_provider",
    "update_space",
    "update_user_profile",
]

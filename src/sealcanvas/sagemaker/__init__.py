"""SageMaker: Canvas domains, AutoML jobs, models and batch transforms, every byte under the caller's keys."""

from sealcanvas.sagemaker.create_app import create_app
from sealcanvas.sagemaker.create_auto_ml_job_v2 import create_auto_ml_job_v2
from sealcanvas.sagemaker.create_domain import create_domain
from sealcanvas.sagemaker.create_model import create_model
from sealcanvas.sagemaker.create_transform_job import create_transform_job
from sealcanvas.sagemaker.create_user_profile import create_user_profile
from sealcanvas.sagemaker.delete_app import delete_app
from sealcanvas.sagemaker.delete_domain import delete_domain
from sealcanvas.sagemaker.delete_model import delete_model
from sealcanvas.sagemaker.delete_user_profile import delete_user_profile
from sealcanvas.sagemaker.describe_app import describe_app
from sealcanvas.sagemaker.describe_auto_ml_job_v2 import describe_auto_ml_job_v2
from sealcanvas.sagemaker.describe_domain import describe_domain
from sealcanvas.sagemaker.describe_model import describe_model
from sealcanvas.sagemaker.describe_transform_job import describe_transform_job
from sealcanvas.sagemaker.describe_user_profile import describe_user_profile
from sealcanvas.sagemaker.list_apps import list_apps
from sealcanvas.sagemaker.list_auto_ml_jobs import list_auto_ml_jobs
from sealcanvas.sagemaker.list_candidates_for_auto_ml_job import list_candidates_for_auto_ml_job
from sealcanvas.sagemaker.list_domains import list_domains
from sealcanvas.sagemaker.list_models import list_models
from sealcanvas.sagemaker.list_transform_jobs import list_transform_jobs
from sealcanvas.sagemaker.list_user_profiles import list_user_profiles
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stop_auto_ml_job import stop_auto_ml_job
from sealcanvas.sagemaker.stop_transform_job import stop_transform_job
from sealcanvas.sagemaker.update_domain import update_domain

__all__ = [
    "create_app",
    "create_auto_ml_job_v2",
    "create_domain",
    "create_model",
    "create_transform_job",
    "create_user_profile",
    "delete_app",
    "delete_domain",
    "delete_model",
    "delete_user_profile",
    "describe_app",
    "describe_auto_ml_job_v2",
    "describe_domain",
    "describe_model",
    "describe_transform_job",
    "describe_user_profile",
    "list_apps",
    "list_auto_ml_jobs",
    "list_candidates_for_auto_ml_job",
    "list_domains",
    "list_models",
    "list_transform_jobs",
    "list_user_profiles",
    "sagemaker",
    "stop_auto_ml_job",
    "stop_transform_job",
    "update_domain",
]

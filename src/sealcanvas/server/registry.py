"""Every service by its name: what the dispatcher can hand a request to."""

from functools import cache

from sealcanvas.canvas import sealcanvas
from sealcanvas.cloudtrail import cloudtrail
from sealcanvas.forecast import forecast, forecastquery
from sealcanvas.iam import iam
from sealcanvas.jobs import operations as jobs_operations  # noqa: F401 - registers its part of our own service
from sealcanvas.kms import kms
from sealcanvas.organizations import organizations
from sealcanvas.s3 import s3
from sealcanvas.sagemaker import sagemaker, sagemaker_runtime
from sealcanvas.service.operation import Service
from sealcanvas.sign_in import create_console_link  # noqa: F401 - registers its part of our own service
from sealcanvas.sts import sts


@cache
def services() -> dict[str, Service]:
    """The services by the names of their service models."""
    of_aws = (kms, iam, sts, organizations, s3, cloudtrail, sagemaker, sagemaker_runtime, forecast, forecastquery)
    return {s.name: s for s in (*of_aws, sealcanvas)}

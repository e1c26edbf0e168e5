"""Every service by its name: what the dispatcher can hand a request to."""

from functools import cache

from sealcanvas.canvas import sealcanvas
from sealcanvas.forecast import forecast, forecastquery
from sealcanvas.iam import iam
from sealcanvas.kms import kms
from sealcanvas.organizations import organizations
from sealcanvas.s3 import s3
from sealcanvas.sagemaker import sagemaker
from sealcanvas.service.operation import Service
from sealcanvas.sts import sts


@cache
def services() -> dict[str, Service]:
    """The services by the names of their service models."""
    return {s.name: s for s in (kms, iam, sts, organizations, s3, sagemaker, forecast, forecastquery, sealcanvas)}

"""CreateAutoMLJob: the first version of the request, for tables alone."""

from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.automl.conditions import v1_conditions
from sealcanvas.sagemaker.automl.create import create
from sealcanvas.sagemaker.automl.v1 import as_v2
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("CreateAutoMLJob", resource=named("automl-job", "AutoMLJobName"), conditions=v1_conditions)
def create_auto_ml_job(call: Call, found: Target, request: Request) -> Request:
    """Submit the job that CreateAutoMLJobV2 would for the same."""
    kept = {member: value for member, value in request.items() if member != "Tags"}
    return create(call, found, as_v2(request), v1=kept)

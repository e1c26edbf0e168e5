"""StopAutoMLJob."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("StopAutoMLJob")
def stop_auto_ml_job(call: Call, request: Request) -> Request:
    """StopAutoMLJob."""
    raise NotImplementedError

"""ListCandidatesForAutoMLJob."""

from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("ListCandidatesForAutoMLJob")
def list_candidates_for_auto_ml_job(call: Call, request: Request) -> Request:
    """ListCandidatesForAutoMLJob."""
    raise NotImplementedError

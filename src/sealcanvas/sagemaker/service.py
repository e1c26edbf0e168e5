"""The registry of SageMaker's operations."""

from sealcanvas.access.decision import Decision
from sealcanvas.access.request import Keys
from sealcanvas.sagemaker.errors import AccessDeniedException
from sealcanvas.service.authorize import authorize
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Service
from sealcanvas.service.resource import Resource


def _authorize(call: Call, action: str, resource: Resource, conditions: Keys) -> Decision:
    """As everywhere, and `sagemaker:ResourceTag/…`, SageMaker's own name for a resource's tags."""
    own = {f"sagemaker:ResourceTag/{name}": value for name, value in resource.tags.items()}
    return authorize(call, action, resource, {**own, **conditions})


sagemaker = Service("sagemaker", access_denied=AccessDeniedException, authorizer=_authorize)

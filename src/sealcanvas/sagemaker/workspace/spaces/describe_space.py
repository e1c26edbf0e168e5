"""DescribeSpace."""

from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.workspace.domains.domain import url
from sealcanvas.sagemaker.workspace.spaces.space import require_space, space_named, summary
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_ECHOED = ("OwnershipSettings", "SpaceSettings", "SpaceSharingSettings")


@sagemaker.operation("DescribeSpace", resource=space_named, atomic=False)
def describe_space(call: Call, found: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell all about a space."""
    space = require_space(found)
    kept = {name: space.request[name] for name in _ECHOED if name in space.request}
    return {**summary(space), **kept, "SpaceArn": space.arn, **url(call.instance)}

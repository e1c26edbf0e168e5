"""ListParts."""

from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("ListParts")
def list_parts(call: Call, request: Request) -> Request:
    """ListParts."""
    raise NotImplementedError

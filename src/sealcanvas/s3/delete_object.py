"""DeleteObject, DeleteObjects."""

from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("DeleteObject")
def delete_object(call: Call, request: Request) -> Request:
    """DeleteObject."""
    raise NotImplementedError


@s3.operation("DeleteObjects")
def delete_objects(call: Call, request: Request) -> Request:
    """DeleteObjects."""
    raise NotImplementedError

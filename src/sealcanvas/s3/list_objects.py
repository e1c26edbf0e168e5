"""ListObjects, ListObjectsV2."""

from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("ListObjects")
def list_objects(call: Call, request: Request) -> Request:
    """ListObjects."""
    raise NotImplementedError


@s3.operation("ListObjectsV2")
def list_objects_v2(call: Call, request: Request) -> Request:
    """ListObjectsV2."""
    raise NotImplementedError

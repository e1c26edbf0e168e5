"""CreateMultipartUpload."""

from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("CreateMultipartUpload")
def create_multipart_upload(call: Call, request: Request) -> Request:
    """CreateMultipartUpload."""
    raise NotImplementedError

"""AbortMultipartUpload."""

from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("AbortMultipartUpload")
def abort_multipart_upload(call: Call, request: Request) -> Request:
    """AbortMultipartUpload."""
    raise NotImplementedError

"""CompleteMultipartUpload."""

from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("CompleteMultipartUpload")
def complete_multipart_upload(call: Call, request: Request) -> Request:
    """CompleteMultipartUpload."""
    raise NotImplementedError

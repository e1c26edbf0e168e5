"""ListMultipartUploads."""

from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("ListMultipartUploads")
def list_multipart_uploads(call: Call, request: Request) -> Request:
    """ListMultipartUploads."""
    raise NotImplementedError

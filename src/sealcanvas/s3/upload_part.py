"""UploadPart, UploadPartCopy."""

from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("UploadPart")
def upload_part(call: Call, request: Request) -> Request:
    """UploadPart."""
    raise NotImplementedError


@s3.operation("UploadPartCopy")
def upload_part_copy(call: Call, request: Request) -> Request:
    """UploadPartCopy."""
    raise NotImplementedError

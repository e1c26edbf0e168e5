"""AbortMultipartUpload."""

from sqlalchemy import delete

from sealcanvas.s3.errors import PreconditionFailed
from sealcanvas.s3.record import read_parts
from sealcanvas.s3.service import s3
from sealcanvas.s3.state import state_of
from sealcanvas.s3.tables import parts, uploads
from sealcanvas.s3.target import ObjectTarget, object_to_write
from sealcanvas.s3.upload import find_upload
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request


@s3.operation("AbortMultipartUpload", resource=object_to_write)
def abort_multipart_upload(call: Call, target: ObjectTarget, request: Request) -> None:
    """Forget an upload and its parts; parts still on their way are refused when they arrive."""
    upload = find_upload(call, target, request)
    initiated = request.get("IfMatchInitiatedTime")
    if initiated is not None and int(initiated.timestamp()) != int(upload.created_at.timestamp()):
        raise PreconditionFailed(Condition="x-amz-if-match-initiated-time")
    forget_upload(call.instance, upload.upload_id)


def forget_upload(instance: Instance, upload_id: str) -> None:
    """Remove an upload and its parts."""
    with instance.database.transaction() as connection:
        unneeded = [part.blob_id for part in read_parts(connection, upload_id)]
        connection.execute(delete(parts).where(parts.c.upload_id == upload_id))
        connection.execute(delete(uploads).where(uploads.c.upload_id == upload_id))
    state_of(instance).reaper.unneeded(unneeded)

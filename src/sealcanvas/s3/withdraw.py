"""Takes back what a job of ours wrote and nobody was told of: a job's outputs are there whole, or not at all.

No policy is asked: whoever let the job's role write the object was asked then, and may have taken the right away since.
"""

from sqlalchemy import Connection, select

from sealcanvas.s3.abort_multipart_upload import forget_upload
from sealcanvas.s3.bucket import Bucket, read_bucket
from sealcanvas.s3.record import read_object, remove_record
from sealcanvas.s3.state import state_of
from sealcanvas.s3.tables import uploads
from sealcanvas.s3.target import ObjectTarget
from sealcanvas.s3.upload import to_upload
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance


def newest_version(instance: Instance, bucket: str, key: str) -> str:
    """The version id of the object that is there now; "" if none is."""
    with instance.database.read() as connection:
        place = read_bucket(connection, bucket)
        record = None if place is None else read_object(connection, place, key)
    return record.version_id if record else ""


def withdraw(call: Call, bucket: str, key: str, before: str) -> bool:
    """Remove the object if it was written for `call.purpose`, with uploads begun for it; whether it was. Audited.

    Args:
        call: as the service that the work was done for.
        before: the version that was there before the work began to write it, which stays.
    """
    instance = call.instance
    with instance.database.transaction() as connection:
        place = read_bucket(connection, bucket)
        if place is None:
            return False
        for upload_id in _uploads(connection, place, key, call.purpose):
            forget_upload(instance, upload_id)
            _audit(call, "AbortMultipartUpload", place, key)
        record = read_object(connection, place, key)
        if record is None or record.version_id == before or record.attributes.get("purpose") != call.purpose:
            return False
        state = state_of(instance)
        state.reaper.unneeded(remove_record(connection, state, bucket, record))
        _audit(call, "DeleteObject", place, key)
    return True


def _uploads(connection: Connection, bucket: Bucket, key: str, purpose: str) -> list[str]:
    found = select(uploads).where(uploads.c.bucket_id == bucket.bucket_id, uploads.c.key_index == key)
    begun = [to_upload(row) for row in connection.execute(found)]
    return [upload.upload_id for upload in begun if upload.attributes.get("purpose") == purpose]


def _audit(call: Call, name: str, bucket: Bucket, key: str) -> None:
    event = call.event("s3.amazonaws.com", name)
    event.parameters = {"Bucket": bucket.name, "Key": key}
    event.resources.append(ObjectTarget(bucket, key).arn)
    call.instance.trail.record([event])

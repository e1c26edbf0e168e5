"""Ends an object or an upload by a lifecycle rule: no policy is asked, and the audit trail has it as S3's own act."""

from sqlalchemy import select

from sealcanvas.s3.abort_multipart_upload import forget_upload
from sealcanvas.s3.bucket import Bucket
from sealcanvas.s3.record import ObjectRecord, read_object, remove_record
from sealcanvas.s3.state import state_of
from sealcanvas.s3.tables import uploads
from sealcanvas.s3.target import ObjectTarget
from sealcanvas.service.call import service_call
from sealcanvas.service.instance import Instance


def end_object(instance: Instance, bucket: Bucket, record: ObjectRecord, rule_id: str) -> bool:
    """Remove an object, if it is still the one that was looked at; whether it was."""
    state = state_of(instance)
    with instance.database.transaction() as connection:
        now = read_object(connection, bucket, record.key)
        if now is None or now.version_id != record.version_id or now.attributes != record.attributes:
            return False  # written or tagged meanwhile: the next pass looks at it anew
        unneeded = remove_record(connection, state, bucket.name, record)
        _audit(instance, bucket, "DeleteObject", {"Key": record.key}, rule_id)
    state.reaper.unneeded(unneeded)
    return True


def abort_upload(instance: Instance, bucket: Bucket, upload_id: str, key: str, rule_id: str) -> bool:
    """Forget an upload and its parts, if it was not completed meanwhile; whether it was there."""
    with instance.database.transaction() as connection:
        if connection.execute(select(uploads.c.upload_id).where(uploads.c.upload_id == upload_id)).first() is None:
            return False
        forget_upload(instance, upload_id)
        _audit(instance, bucket, "AbortMultipartUpload", {"Key": key, "UploadId": upload_id}, rule_id)
    return True


def _audit(instance: Instance, bucket: Bucket, name: str, parameters: dict[str, str], rule_id: str) -> None:
    call = service_call(instance, "s3.amazonaws.com", source_arn=bucket.arn, region=bucket.region)
    event = call.event("s3.amazonaws.com", name)
    event.account = bucket.account
    event.parameters = {"Bucket": bucket.name, **parameters, "LifecycleRule": rule_id}
    event.resources.append(ObjectTarget(bucket, parameters["Key"]).arn)
    instance.trail.record([event])

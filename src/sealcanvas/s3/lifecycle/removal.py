"""Ends a version or an upload by a lifecycle rule: no policy is asked, and the trail has it as S3's own act."""

from sqlalchemy import ColumnElement, Connection, func, select

from sealcanvas.s3.abort_multipart_upload import forget_upload
from sealcanvas.s3.bucket import Bucket
from sealcanvas.s3.record import ObjectRecord, read_version
from sealcanvas.s3.state import state_of
from sealcanvas.s3.tables import objects, uploads
from sealcanvas.s3.target import ObjectTarget
from sealcanvas.s3.versions.succession import delete_current, remove_version
from sealcanvas.service.call import service_call
from sealcanvas.service.instance import Instance


def end_version(instance: Instance, bucket: Bucket, record: ObjectRecord, rule_id: str) -> bool:
    """End a version, if it still is what was looked at; whether it was.

    A current version of a bucket that keeps versions, or did, stays behind a delete marker; all else goes.
    """
    state = state_of(instance)
    with instance.database.transaction() as connection:
        if read_version(connection, bucket, record.key, record.shown_id) != record:
            return False  # written, followed or tagged meanwhile: the next pass looks at it anew
        if record.marker and record.current and not is_alone(connection, bucket, record):
            return False
        told = {"Key": record.key}
        if record.current and not record.marker:
            _, unneeded = delete_current(connection, state, bucket, record.key, instance.clock())
        else:
            unneeded = remove_version(connection, state, bucket, record)
            told["VersionId"] = record.shown_id
        _audit(instance, bucket, "DeleteObject", told, rule_id)
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


def is_alone(connection: Connection, bucket: Bucket, record: ObjectRecord) -> bool:
    """Whether a version is the only one of its key."""
    return _count(connection, bucket, record) == 1


def newer_ones(connection: Connection, bucket: Bucket, record: ObjectRecord) -> int:
    """How many versions of the key came after this one and are current no more either."""
    later = (objects.c.sequence > record.sequence, objects.c.current.is_(False))
    return _count(connection, bucket, record, *later)


def _count(connection: Connection, bucket: Bucket, record: ObjectRecord, *which: ColumnElement[bool]) -> int:
    where = (objects.c.bucket_id == bucket.bucket_id, objects.c.key_index == record.key, *which)
    return int(connection.execute(select(func.count()).select_from(objects).where(*where)).scalar_one())


def _audit(instance: Instance, bucket: Bucket, name: str, parameters: dict[str, str], rule_id: str) -> None:
    call = service_call(instance, "s3.amazonaws.com", source_arn=bucket.arn, region=bucket.region)
    event = call.event("s3.amazonaws.com", name)
    event.account = bucket.account
    event.parameters = {"Bucket": bucket.name, **parameters, "LifecycleRule": rule_id}
    event.resources.append(ObjectTarget(bucket, parameters["Key"]).arn)
    instance.trail.record([event])

"""Ends a version or an upload by a lifecycle rule: no policy is asked, and the trail has it as S3's own act."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, select

from sealcanvas.s3.abort_multipart_upload import forget_upload
from sealcanvas.s3.bucket import Bucket
from sealcanvas.s3.record import ObjectRecord, read_version
from sealcanvas.s3.state import state_of
from sealcanvas.s3.tables import objects, uploads
from sealcanvas.s3.target import ObjectTarget
from sealcanvas.s3.versions.succession import delete_current, remove_version
from sealcanvas.service.call import service_call
from sealcanvas.service.instance import Instance


def end_version(instance: Instance, bucket: Bucket, record: ObjectRecord, judge: Callable[[ObjectRecord], str]) -> bool:
    """End a version, if it still is what was looked at; whether it was.

    A current version of a bucket that keeps versions, or did, stays behind a delete marker; all else goes.

    Args:
        judge: the id of the rule that ends the version, or "": asked again, for the versions beside it may be others.
    """
    state = state_of(instance)
    with instance.database.transaction() as connection:
        if read_version(connection, bucket, record.key, record.shown_id) != record:
            return False  # written, followed or tagged meanwhile: the next pass looks at it anew
        rule_id = judge(record)
        if not rule_id:
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


def is_alone(instance: Instance, bucket: Bucket, record: ObjectRecord) -> bool:
    """Whether a version is the only one of its key."""
    return _count(instance, bucket, record, 2) == 1


def newer_ones(instance: Instance, bucket: Bucket, record: ObjectRecord, most: int) -> int:
    """How many versions of the key came after this one and are current no more either, counted up to `most`."""
    later = (objects.c.sequence > record.sequence, objects.c.current.is_(False))
    return _count(instance, bucket, record, most, *later)


def _count(instance: Instance, bucket: Bucket, record: ObjectRecord, most: int, *which: ColumnElement[bool]) -> int:
    # In the order of their index, and no further than is needed: a key may have any number of versions.
    where = (objects.c.bucket_id == bucket.bucket_id, objects.c.key_index == record.key, *which)
    found = select(objects.c.sequence).where(*where).order_by(objects.c.sequence).limit(most)
    with instance.database.read() as connection:
        return len(connection.execute(found).all())


def _audit(instance: Instance, bucket: Bucket, name: str, parameters: dict[str, str], rule_id: str) -> None:
    call = service_call(instance, "s3.amazonaws.com", source_arn=bucket.arn, region=bucket.region)
    event = call.event("s3.amazonaws.com", name)
    event.account = bucket.account
    event.parameters = {"Bucket": bucket.name, **parameters, "LifecycleRule": rule_id}
    event.resources.append(ObjectTarget(bucket, parameters["Key"]).arn)
    instance.trail.record([event])

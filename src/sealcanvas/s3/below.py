"""What lies below a prefix, as the store itself knows it: for work on all of it, object by object, as who may."""

from collections.abc import Iterator

from sqlalchemy import select

from sealcanvas.s3.bucket import read_bucket
from sealcanvas.s3.key_index import current_keys, prepare
from sealcanvas.s3.record import ObjectRecord, read_object
from sealcanvas.s3.state import state_of
from sealcanvas.s3.tables import uploads
from sealcanvas.s3.upload import Upload, to_upload
from sealcanvas.service.instance import Instance


def objects_below(instance: Instance, bucket_name: str, prefix: str) -> Iterator[ObjectRecord]:
    """The objects whose keys begin with `prefix`, in order, as each is found; none where there is no such bucket."""
    indexes = state_of(instance).indexes
    prepare(instance.database, indexes, bucket_name)
    with instance.database.read() as connection:
        bucket = read_bucket(connection, bucket_name)
        if bucket is None:
            return
        keys = []
        for key in current_keys(connection, indexes, bucket).walk(prefix, after=False):
            if not key.startswith(prefix):
                break
            keys.append(key)
    for key in keys:
        with instance.database.read() as connection:
            record = read_object(connection, bucket, key)
        if record is not None:
            yield record


def uploads_below(instance: Instance, bucket_name: str, prefix: str) -> list[Upload]:
    """The multipart uploads of such keys that were neither completed nor aborted."""
    with instance.database.read() as connection:
        bucket = read_bucket(connection, bucket_name)
        if bucket is None:
            return []
        rows = connection.execute(select(uploads).where(uploads.c.bucket_id == bucket.bucket_id)).all()
    return [upload for upload in map(to_upload, rows) if upload.key.startswith(prefix)]

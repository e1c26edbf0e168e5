"""GetObjectTagging, PutObjectTagging, DeleteObjectTagging: an object's tags change without a new version."""

from sqlalchemy import update

from sealcanvas.s3.bucket_tags import tag_set
from sealcanvas.s3.errors import MalformedXML
from sealcanvas.s3.object_tags.tag_set import tags_of_object
from sealcanvas.s3.object_tags.tag_target import tagged
from sealcanvas.s3.record import ObjectRecord
from sealcanvas.s3.service import s3
from sealcanvas.s3.tables import objects
from sealcanvas.s3.target import Conditions, ObjectTarget, object_to_read, read_conditions, tag_conditions
from sealcanvas.s3.versions.version_id import version_read
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


def _put_conditions(call: Call, target: ObjectTarget, request: Request) -> Conditions:
    """The condition keys of s3:PutObjectTagging: the tags that are there, and those to be put."""
    given = (request["Tagging"].get("TagSet")) or []
    asked = {tag.get("Key", ""): tag.get("Value", "") for tag in given}
    return read_conditions(call, target, request) | tag_conditions(asked)


@s3.operation(
    "GetObjectTagging",
    version_action="s3:GetObjectVersionTagging",
    resource=object_to_read,
    conditions=read_conditions,
)
def get_object_tagging(call: Call, target: ObjectTarget, _request: Request) -> Request:
    """Return the tags; none is an empty set."""
    record = tagged(call, target, "GET")
    return {"TagSet": tag_set(record.tags), **version_read(target.bucket, record)}


@s3.operation(
    "PutObjectTagging",
    version_action="s3:PutObjectVersionTagging",
    resource=object_to_read,
    conditions=_put_conditions,
)
def put_object_tagging(call: Call, target: ObjectTarget, request: Request) -> Request:
    """Replace the tags."""
    record = tagged(call, target, "PUT")
    given = request["Tagging"].get("TagSet")
    if given is None:
        raise MalformedXML
    _set(call, record, tags_of_object(given))
    return version_read(target.bucket, record)


@s3.operation(
    "DeleteObjectTagging",
    version_action="s3:DeleteObjectVersionTagging",
    resource=object_to_read,
    conditions=read_conditions,
)
def delete_object_tagging(call: Call, target: ObjectTarget, _request: Request) -> Request:
    """Remove the tags; harmless where there are none."""
    record = tagged(call, target, "DELETE")
    _set(call, record, {})
    return version_read(target.bucket, record)


def _set(call: Call, record: ObjectRecord, tags: dict[str, str]) -> None:
    # The operation is one unit of work: nobody wrote or removed the version since it was looked up.
    with call.instance.database.transaction() as connection:
        changed = update(objects).where(objects.c.version_id == record.version_id)
        connection.execute(changed.values(attributes={**record.attributes, "tags": tags}))

"""Who may give an object tags while writing it, and carry tags over from another."""

from collections.abc import Mapping

from sealcanvas.s3.record import ObjectRecord
from sealcanvas.s3.service import s3
from sealcanvas.s3.target import ObjectTarget, read_conditions, tag_conditions
from sealcanvas.service.authorize import authorize
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


def check_tags_given(call: Call, target: ObjectTarget, tags: Mapping[str, str]) -> None:
    """Ask for s3:PutObjectTagging where a write sets tags.

    Raises:
        AccessDenied: the caller may write the object, but not with tags.
    """
    if tags:
        s3.check(call, "s3:PutObjectTagging", target, tag_conditions(tags))


def check_tags_copied(call: Call, source: ObjectTarget, record: ObjectRecord, request: Request) -> None:
    """Ask for s3:GetObjectTagging (s3:GetObjectVersionTagging) on a copy's source where its tags are copied.

    Raises:
        AccessDenied: the caller may read the source, but not its tags.
    """
    if record.tags and request.get("TaggingDirective") != "REPLACE":
        s3.check(call, source.action("s3:GetObjectTagging"), source, read_conditions(call, source, request))


def tag_count(call: Call, target: ObjectTarget, record: ObjectRecord, request: Request) -> dict[str, int]:
    """The answer's TagCount, for who may see the tags.

    Not noted for the audit trail: nobody is refused, the number is just not told.
    """
    if not record.tags:
        return {}
    action = target.action("s3:GetObjectTagging")
    allowed = authorize(call, action, target, read_conditions(call, target, request)).allowed
    return {"TagCount": len(record.tags)} if allowed else {}

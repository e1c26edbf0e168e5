"""Tags of accounts, units, policies and the root; their keys have case."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, delete, insert, select

from sealcanvas.access.request import Keys
from sealcanvas.organizations.errors import ConstraintViolationException, InvalidInputException
from sealcanvas.organizations.quotas import TAGS
from sealcanvas.organizations.service import organizations
from sealcanvas.organizations.tables import tags
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource

_TAGS = select(tags.c.tags).where(tags.c.resource_id == bindparam("resource_id"))


def tags_of(instance: Instance, resource_id: str) -> dict[str, str]:
    """The resource's tags."""
    with instance.database.read() as connection:
        found: dict[str, str] | None = connection.execute(_TAGS, {"resource_id": resource_id}).scalar()
    return found or {}


def put_tags(connection: Connection, resource_id: str, kept: Mapping[str, str]) -> None:
    """Let the resource have these tags and no others.

    Raises:
        ConstraintViolationException: more than 50.
    """
    if len(kept) > TAGS:
        raise ConstraintViolationException(
            "You have exceeded the number of tags allowed on this resource.", "MAX_TAG_LIMIT_EXCEEDED"
        )
    connection.execute(delete(tags).where(tags.c.resource_id == resource_id))
    if kept:
        connection.execute(insert(tags).values(resource_id=resource_id, tags=dict(kept)))


def read_tags(given: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The tags of a request.

    Raises:
        InvalidInputException: a key stands twice or begins with "aws:".
    """
    read: dict[str, str] = {}
    for tag in given:
        if tag["Key"] in read:
            raise InvalidInputException(
                "Tag keys must be unique among the tags attached to the same entity.", "DUPLICATE_TAG_KEY"
            )
        if tag["Key"].lower().startswith("aws:"):
            raise InvalidInputException(
                "You specified a tag key that is a system tag.", "INVALID_SYSTEM_TAGS_PARAMETER"
            )
        read[tag["Key"]] = tag["Value"]
    return read


def tags_to_make(call: Call, request: Request) -> dict[str, str]:
    """The tags of a Create request, which the caller must also be allowed to put.

    Raises:
        AccessDeniedException: the caller may not organizations:TagResource.
        InvalidInputException: as `read_tags`.
    """
    given = request.get("Tags", ())
    if given:
        organizations.check(call, "organizations:TagResource", PlainResource("*", call.account), tag_keys(given))
    return read_tags(given)


def tag_keys(given: Iterable[Mapping[str, str]]) -> Keys:
    """`aws:RequestTag/…` and `aws:TagKeys` of a request that sets tags."""
    keys: Keys = {f"aws:RequestTag/{tag['Key']}": tag["Value"] for tag in given}
    if keys:
        keys["aws:TagKeys"] = tuple(tag["Key"] for tag in given)
    return keys

"""Tags and a permissions boundary that a role or user is made with."""

from typing import Any

from sealcanvas.access.request import Keys
from sealcanvas.iam.entity_kinds import EntityKind
from sealcanvas.iam.managed_policies import attachable_policy
from sealcanvas.iam.service import iam
from sealcanvas.iam.tags import read_tags, tag_conditions
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource


def creation_keys(_call: Call, _target: PlainResource, request: Request) -> Keys:
    """`aws:RequestTag/…`, `aws:TagKeys` and `iam:PermissionsBoundary` of a request that makes something."""
    keys = tag_conditions(request.get("Tags", ()))
    if "PermissionsBoundary" in request:
        keys["iam:PermissionsBoundary"] = request["PermissionsBoundary"]
    return keys


def creation_columns(call: Call, kind: EntityKind, target: PlainResource, request: Request) -> dict[str, Any]:
    """The columns `tags` and `boundary_arn`; tags at creation need the permission to tag.

    Raises:
        AccessDenied: iam:TagRole (iam:TagUser) is not allowed.
        InvalidInput: a tag key stands twice or is reserved.
        NoSuchEntity: the boundary is no policy that the account could attach.
    """
    tags = read_tags(request.get("Tags", ()))
    if tags:
        iam.check(call, f"iam:Tag{kind.label}", target, tag_conditions(request["Tags"]))
    boundary = request.get("PermissionsBoundary")
    if boundary is not None:
        attachable_policy(call.instance, call.account, boundary)
    return {"tags": tags, "boundary_arn": boundary}

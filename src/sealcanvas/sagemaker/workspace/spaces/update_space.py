"""UpdateSpace: its display name, and a larger volume."""

from typing import Any

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.errors import ResourceInUse, ValidationException
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.workspace.apps.app import running_in
from sealcanvas.sagemaker.workspace.domains.domain import domain_named, require_domain
from sealcanvas.sagemaker.workspace.spaces.space import (
    owner_of,
    require_space,
    settings_behind,
    sharing_of,
    space_conditions,
    space_named,
)
from sealcanvas.sagemaker.workspace.spaces.space_request import check_space_settings
from sealcanvas.sagemaker.workspace.spaces.space_sizes import size_of
from sealcanvas.sagemaker.workspace.user_settings import merge_settings
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("UpdateSpace", resource=space_named, conditions=space_conditions)
def update_space(call: Call, found: Target, request: Request) -> Request:
    """Change a space; its app type stays, its volume never shrinks, and neither changes under a running app."""
    space = require_space(found)
    changed = dict(space.request)
    if "SpaceDisplayName" in request:
        changed["SpaceDisplayName"] = request["SpaceDisplayName"]
    if "SpaceSettings" in request:
        changed["SpaceSettings"] = _settings(call, space, request)
    stored.change(call.instance, space, request=changed)
    return {"SpaceArn": space.arn}


def _settings(call: Call, space: Stored, request: Request) -> dict[str, Any]:
    old, new = space.request["SpaceSettings"], request["SpaceSettings"]
    if new.get("AppType", "Canvas") != old.get("AppType", "Canvas"):
        raise ValidationException("SpaceSettings.AppType cannot be changed.")
    before, after = size_of(old), size_of(new)
    if before is not None and after is not None and after < before:
        raise ValidationException(f"EbsVolumeSizeInGb cannot be decreased, from {before} to {after}.")
    if after not in (None, before) and running_in(call.instance, space):
        raise ResourceInUse(f"Unable to update Space [{space.arn}] because App(s) are associated with it.")
    domain = require_domain(domain_named(call, request))
    behind = settings_behind(call.instance, domain, sharing_of(space), owner_of(space))
    return merge_settings(old, check_space_settings(new, behind, before))

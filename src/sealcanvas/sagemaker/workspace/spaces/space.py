"""A space: storage and apps of one user profile, or of all of a domain."""

from typing import Any, Literal

from sealcanvas.access.request import Keys
from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target, target
from sealcanvas.sagemaker.errors import ResourceNotFound
from sealcanvas.sagemaker.quotas import DEFAULT_EBS_GIB, GIB
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.tags import request_tags
from sealcanvas.sagemaker.workspace.spaces.space_sizes import size_of
from sealcanvas.sagemaker.workspace.user_settings import merge_settings
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request

SharingType = Literal["Private", "Shared"]


def space_named(call: Call, request: Request) -> Target:
    """A resolver: the space in DomainId and SpaceName."""
    return target(call, "space", f"{request['DomainId']}/{request['SpaceName']}")


def require_space(found: Target) -> Stored:
    """The space, if there is one.

    Raises:
        ResourceNotFound: there is none.
    """
    if isinstance(found, Stored):
        return found
    _, domain_id, name = found.arn.rsplit("/", 2)
    raise ResourceNotFound(f"Space [{name}] does not exist in Domain [{domain_id}].")


def owner_of(space: Stored) -> str:
    """The user profile that owns the space; "" for a space that was made without one."""
    return str(space.request.get("OwnershipSettings", {}).get("OwnerUserProfileName", ""))


def sharing_of(space: Stored) -> SharingType:
    """Private, or Shared: what a space is that was made without saying."""
    found: SharingType = space.request.get("SpaceSharingSettings", {}).get("SharingType", "Shared")
    return found


def bytes_of(space: Stored) -> int:
    """The quota of the space's volume."""
    return (size_of(space.request.get("SpaceSettings", {})) or DEFAULT_EBS_GIB) * GIB


def settings_behind(instance: Instance, domain: Stored, sharing: SharingType, owner: str) -> dict[str, Any]:
    """What holds for a space: its owner's settings over the domain's if it is private, else the domain's for spaces."""
    if sharing == "Shared":
        return dict(domain.request.get("DefaultSpaceSettings", {}))
    profiles = stored.of_domain(instance, domain.arn.rpartition("/")[2], "user-profile")
    own: dict[str, Any] = next((each.request.get("UserSettings", {}) for each in profiles if each.name == owner), {})
    return merge_settings(domain.request["DefaultUserSettings"], own)


def space_conditions(call: Call, found: Any, request: Request) -> Keys:
    """`sagemaker:OwnerUserProfileArn` and `sagemaker:SpaceSharingType`, of the request or of the space, and tags.

    Source: Service Authorization Reference, "Condition keys for Amazon SageMaker".
    """
    conditions: Keys = dict(request_tags(call, found, request))
    space = found if isinstance(found, Stored) and found.kind == "space" else None
    if request.get("SpaceName") and space is None:
        named = space_named(call, request)
        space = named if isinstance(named, Stored) else None
    owner = owner_of(space) if space else request.get("OwnershipSettings", {}).get("OwnerUserProfileName", "")
    sharing = sharing_of(space) if space else request.get("SpaceSharingSettings", {}).get("SharingType", "")
    if owner:
        arn = f"arn:aws:sagemaker:{call.region}:{call.account}:user-profile/{request['DomainId']}/{owner}"
        conditions["sagemaker:OwnerUserProfileArn"] = arn
    if sharing:
        conditions["sagemaker:SpaceSharingType"] = sharing
    return conditions


def summary(space: Stored) -> dict[str, Any]:
    """What Describe and List share."""
    return {
        "DomainId": space.request["DomainId"],
        "SpaceName": space.name,
        "Status": space.status,
        "CreationTime": space.created_at,
        "LastModifiedTime": space.modified_at,
        "SpaceDisplayName": space.request.get("SpaceDisplayName"),
    }

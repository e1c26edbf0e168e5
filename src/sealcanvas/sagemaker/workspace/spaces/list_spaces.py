"""ListSpaces."""

from typing import Any

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.paging import page
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.workspace.spaces.space import owner_of, sharing_of, summary
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("ListSpaces", atomic=False)
def list_spaces(call: Call, request: Request) -> Request:
    """List spaces, of one domain or of all."""
    domain, contains = request.get("DomainIdEquals"), request.get("SpaceNameContains", "")
    mine = [
        space
        for space in stored.of_kind(call, "space")
        if domain in (None, space.request["DomainId"]) and contains in space.name
    ]
    found, more = page(request, mine, sort_by="CreationTime", order="Ascending")
    return {"Spaces": [_listed(space) for space in found], **more}


def _listed(space: Stored) -> dict[str, Any]:
    settings = space.request["SpaceSettings"]
    listed = {
        **summary(space),
        "SpaceSettingsSummary": {
            "AppType": settings.get("AppType", "Canvas"),
            "SpaceStorageSettings": settings["SpaceStorageSettings"],
        },
        "SpaceSharingSettingsSummary": {"SharingType": sharing_of(space)},
    }
    if owner_of(space):
        listed["OwnershipSettingsSummary"] = {"OwnerUserProfileName": owner_of(space)}
    return listed

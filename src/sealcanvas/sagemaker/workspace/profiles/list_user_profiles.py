"""ListUserProfiles."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.paging import page
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.workspace.profiles.user_profile import summary
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("ListUserProfiles", atomic=False)
def list_user_profiles(call: Call, request: Request) -> Request:
    """List user profiles, of one domain or of all."""
    domain = request.get("DomainIdEquals")
    contains = request.get("UserProfileNameContains", "")
    mine = [
        profile
        for profile in stored.of_kind(call, "user-profile")
        if domain in (None, profile.request["DomainId"]) and contains in profile.name
    ]
    found, more = page(request, mine, sort_by="CreationTime", order="Ascending")
    return {"UserProfiles": [summary(profile) for profile in found], **more}

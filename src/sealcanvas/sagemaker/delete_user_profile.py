"""DeleteUserProfile."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.errors import ResourceInUse
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.user_profile import profile_named, require_profile
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("DeleteUserProfile", resource=profile_named)
def delete_user_profile(call: Call, found: Target, request: Request) -> None:
    """Delete a user profile whose apps are deleted."""
    profile = require_profile(found)
    apps = stored.of_domain(call.instance, request["DomainId"], "app")
    own = [app for app in apps if app.request["UserProfileName"] == profile.name]
    if any(app.status != "Deleted" for app in own):
        raise ResourceInUse(f"Unable to delete UserProfile [{profile.name}] because App(s) are associated with it.")
    for app in own:
        stored.remove(call.instance, app)
    stored.remove(call.instance, profile)

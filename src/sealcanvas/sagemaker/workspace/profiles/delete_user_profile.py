"""DeleteUserProfile: sessions end, apps' volumes go, the home stays sealed."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.errors import ResourceInUse
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.workspace.apps.app import apps_of, running_in
from sealcanvas.sagemaker.workspace.profiles.user_profile import profile_named, require_profile
from sealcanvas.sagemaker.workspace.spaces.space import owner_of
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.sign_in.links import remove_links
from sealcanvas.sign_in.sessions import end_sessions
from sealcanvas.volumes.attached import delete_attached, retain


@sagemaker.operation("DeleteUserProfile", resource=profile_named)
def delete_user_profile(call: Call, found: Target, request: Request) -> None:
    """Delete a user profile whose apps and spaces are deleted.

    Its home stays sealed until the domain is deleted, as its files stay on AWS's EFS; nobody opens it again.
    """
    profile = require_profile(found)
    _refuse_in_use(call, profile, request)
    for app in apps_of(call.instance, profile):
        delete_attached(call.instance, app.arn)
        stored.remove(call.instance, app)
    retain(call.instance, profile.arn)
    remove_links(call.instance, profile.arn)
    end_sessions(call.instance, profile.arn)
    stored.remove(call.instance, profile)


def _refuse_in_use(call: Call, profile: Stored, request: Request) -> None:
    spaces = stored.of_domain(call.instance, request["DomainId"], "space")
    for name, found in (
        ("App(s)", running_in(call.instance, profile)),
        ("Space(s)", [space for space in spaces if owner_of(space) == profile.name]),
    ):
        if found:
            raise ResourceInUse(f"Unable to delete UserProfile [{profile.arn}] because {name} are associated with it.")

"""CreatePresignedDomainUrl."""

from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.errors import ResourceNotFound, ValidationException
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.sign_in.landing_uri import landing_path
from sealcanvas.sagemaker.sign_in.place import Place, may_enter
from sealcanvas.sagemaker.workspace.profiles.user_profile import profile_named, require_profile
from sealcanvas.sagemaker.workspace.spaces.space import require_space, space_named
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.sign_in.links import make_link
from sealcanvas.sign_in.user_session import key_behind

ACTION = "sagemaker:CreatePresignedDomainUrl"
_EXPIRES_IN = 300
_SESSION = 43_200


@sagemaker.operation("CreatePresignedDomainUrl", resource=profile_named)
def create_presigned_domain_url(call: Call, found: Target, request: Request) -> Request:
    """Make a link that signs its first visitor in as the user profile."""
    if call.via or call.purpose:
        # A link outlasts the fifteen minutes that a job or a session is trusted for.
        raise ValidationException(
            "A sign-in link cannot be made with credentials that a service holds for a job or a session. Make it with "
            "your own."
        )
    profile = require_profile(found)
    landing = landing_path(request.get("LandingUri", ""))
    space = request.get("SpaceName", "")
    if space and not may_enter(require_space(space_named(call, request)), profile.name):
        raise ResourceNotFound(f"Space [{space}] is not open to UserProfile [{profile.name}].")
    endpoint = call.instance.endpoint()
    if not endpoint:
        raise ValidationException("This server publishes no endpoint that a link could lead to. Start it with `up`.")
    place = Place(request["DomainId"], profile.name, space)
    token = make_link(
        call,
        "user-profile",
        profile.arn,
        {"place": place.kept(), "landing": landing, "access_key": key_behind(call)},
        expires_in=request.get("ExpiresInSeconds", _EXPIRES_IN),
        session_seconds=request.get("SessionExpirationDurationInSeconds", _SESSION),
    )
    return {"AuthorizedUrl": f"{endpoint}/console/auth?token={token}"}

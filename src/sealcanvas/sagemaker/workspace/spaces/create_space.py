"""CreateSpace."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.errors import ResourceInUse, ValidationException
from sealcanvas.sagemaker.quotas import SPACES
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.workspace.domains.domain import domain_named, require_domain
from sealcanvas.sagemaker.workspace.profiles.user_profile import profile_named
from sealcanvas.sagemaker.workspace.spaces.space import SharingType, settings_behind, space_conditions, space_named
from sealcanvas.sagemaker.workspace.spaces.space_request import check_space_settings
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("CreateSpace", resource=space_named, conditions=space_conditions)
def create_space(call: Call, found: Target, request: Request) -> Request:
    """Make a space; its volume is made with its first app."""
    domain = require_domain(domain_named(call, request))
    name = request["SpaceName"]
    if isinstance(found, Stored):
        raise ResourceInUse(f"Space [{name}] already exists in Domain [{request['DomainId']}].")
    _check_name(call, request)
    SPACES.check(len(stored.of_kind(call, "space")))
    sharing, owner = _sharing(call, request)
    behind = settings_behind(call.instance, domain, sharing, owner)
    if "ExecutionRole" not in behind:
        raise ValidationException("A shared space needs DefaultSpaceSettings.ExecutionRole of its domain.")
    kept = {**request, "SpaceSettings": check_space_settings(request.get("SpaceSettings", {}), behind)}
    made = stored.store(call, "space", found.arn, name, "InService", kept, domain_id=request["DomainId"])
    return {"SpaceArn": made.arn}


def _check_name(call: Call, request: Request) -> None:
    """The ARN of an app has the name of its user profile or space in one place: they share their names."""
    profile = profile_named(call, {"DomainId": request["DomainId"], "UserProfileName": request["SpaceName"]})
    if isinstance(profile, Stored):
        raise ResourceInUse(f"UserProfile [{request['SpaceName']}] has that name in Domain [{request['DomainId']}].")


def _sharing(call: Call, request: Request) -> tuple[SharingType, str]:
    ownership, sharing = request.get("OwnershipSettings"), request.get("SpaceSharingSettings")
    if (ownership is None) != (sharing is None):
        raise ValidationException("OwnershipSettings and SpaceSharingSettings must be given together.")
    if ownership is None or sharing is None:
        return "Shared", ""
    owner = ownership["OwnerUserProfileName"]
    if not isinstance(profile_named(call, {"DomainId": request["DomainId"], "UserProfileName": owner}), Stored):
        raise ValidationException(f"OwnerUserProfileName [{owner}] does not exist in Domain [{request['DomainId']}].")
    found: SharingType = sharing["SharingType"]
    return found, owner

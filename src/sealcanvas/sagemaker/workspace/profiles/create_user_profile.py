"""CreateUserProfile."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.errors import ResourceInUse, ValidationException
from sealcanvas.sagemaker.key_conditions import request_keys
from sealcanvas.sagemaker.quotas import USER_PROFILES
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.workspace.domains.domain import domain_named, require_domain
from sealcanvas.sagemaker.workspace.profiles.user_profile import profile_named
from sealcanvas.sagemaker.workspace.spaces.space import space_named
from sealcanvas.sagemaker.workspace.user_settings import check_user_settings, forecast_role_of
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("CreateUserProfile", resource=profile_named, conditions=request_keys)
def create_user_profile(call: Call, found: Target, request: Request) -> Request:
    """Make a user profile; its roles and keys are checked like the domain's."""
    domain = require_domain(domain_named(call, request))
    name = request["UserProfileName"]
    if isinstance(found, Stored):
        raise ResourceInUse(f"UserProfile [{name}] already exists in Domain [{request['DomainId']}].")
    if isinstance(space_named(call, {"DomainId": request["DomainId"], "SpaceName": name}), Stored):
        raise ResourceInUse(f"Space [{name}] has that name in Domain [{request['DomainId']}].")
    USER_PROFILES.check(len(stored.of_kind(call, "user-profile")))
    if request.get("SingleSignOnUserIdentifier") or request.get("SingleSignOnUserValue"):
        raise ValidationException("SingleSignOnUserIdentifier and SingleSignOnUserValue need a domain of AuthMode SSO.")
    inherited = forecast_role_of(domain.request["DefaultUserSettings"])
    settings = request.get("UserSettings", {})
    checked = check_user_settings(call, "UserSettings", settings, found.arn, forecast_role=inherited)
    kept = {**request, "UserSettings": checked.settings} if "UserSettings" in request else request
    made = stored.store(
        call,
        "user-profile",
        found.arn,
        name,
        "InService",
        kept,
        domain_id=request["DomainId"],
        storage_key=checked.storage_key,
    )
    return {"UserProfileArn": made.arn}

"""UpdateUserProfile."""

from typing import Any

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.key_conditions import request_keys
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.workspace.domains.domain import domain_named, require_domain
from sealcanvas.sagemaker.workspace.profiles.user_profile import profile_named, require_profile
from sealcanvas.sagemaker.workspace.user_settings import forecast_role_of, update_user_settings
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("UpdateUserProfile", resource=profile_named, conditions=request_keys)
def update_user_profile(call: Call, found: Target, request: Request) -> Request:
    """Change a user profile's settings; members that are not given stay."""
    profile = require_profile(found)
    changed, details = dict(profile.request), dict[str, Any]()
    if "UserSettings" in request:
        domain = require_domain(domain_named(call, request))
        checked = update_user_settings(
            call,
            "UserSettings",
            profile.request.get("UserSettings", {}),
            request["UserSettings"],
            profile.arn,
            profile.details["storage_key"],
            forecast_role=forecast_role_of(domain.request["DefaultUserSettings"]),
        )
        changed["UserSettings"] = checked.settings
        details["storage_key"] = checked.storage_key
    stored.change(call.instance, profile, request=changed, **details)
    return {"UserProfileArn": profile.arn}

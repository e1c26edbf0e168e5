"""DescribeUserProfile."""

from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.workspace.profiles.user_profile import profile_named, require_profile, summary
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("DescribeUserProfile", resource=profile_named, atomic=False)
def describe_user_profile(call: Call, found: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell all about a user profile; UserSettings are its own, without the domain's."""
    profile = require_profile(found)
    answer = {**summary(profile), "UserProfileArn": profile.arn}
    if "UserSettings" in profile.request:
        answer["UserSettings"] = profile.request["UserSettings"]
    return answer

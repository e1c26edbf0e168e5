"""A user profile: one person's place in a domain, with settings that go before the domain's."""

from typing import Any

from sealcanvas.sagemaker.arns import Target, target
from sealcanvas.sagemaker.errors import ResourceNotFound
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


def profile_named(call: Call, request: Request) -> Target:
    """A resolver: the user profile in DomainId and UserProfileName."""
    return target(call, "user-profile", f"{request['DomainId']}/{request['UserProfileName']}")


def require_profile(found: Target) -> Stored:
    """The user profile, if there is one.

    Raises:
        ResourceNotFound: there is none.
    """
    if isinstance(found, Stored):
        return found
    _, domain_id, name = found.arn.rsplit("/", 2)
    raise ResourceNotFound(f"UserProfile [{name}] does not exist in Domain [{domain_id}].")


def summary(profile: Stored) -> dict[str, Any]:
    """The user profile as ListUserProfiles gives it."""
    return {
        "DomainId": profile.request["DomainId"],
        "UserProfileName": profile.name,
        "Status": profile.status,
        "CreationTime": profile.created_at,
        "LastModifiedTime": profile.modified_at,
    }

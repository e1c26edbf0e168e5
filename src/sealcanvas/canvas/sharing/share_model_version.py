"""ShareModelVersion, ListModelVersionShares, UnshareModelVersion."""

from contextlib import suppress

from sealcanvas.canvas import stored
from sealcanvas.canvas.models.create_model_version import next_number
from sealcanvas.canvas.models.delete_model_version import delete_own_models
from sealcanvas.canvas.named import Target, named
from sealcanvas.canvas.paging import page
from sealcanvas.canvas.sharing.shares import is_share, shares_of, taken_over
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.workspace import as_user, settings_for, settings_of
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException, ResourceNotFoundException, ValidationException


@sealcanvas.operation("ShareModelVersion", resource=named("model-version", "ModelVersionId"))
def share_model_version(call: Call, target: Target, request: Request) -> Request:
    """Let another user profile of the domain see a version and predict with it; asked again it answers the same.

    Nothing is copied: the recipient's execution role reads the one sealed model, or is refused by its key.

    Raises:
        ResourceNotFoundException: the domain has no such user profile.
        ResourceInUseException: the version is not Ready.
        ValidationException: it is a share itself, a time series', or the profile's own.
    """
    version, profile = target.required, request["UserProfileName"]
    if version.status != "Ready":
        raise ResourceInUseException(f"Model version {version.id} is {version.status}. It must be Ready.")
    if is_share(version):
        raise ValidationException(
            f"Model version {version.id} is shared by user profile {version.details['shared_by_profile']}. Only that "
            "user profile's own can be shared."
        )
    if "automl" not in version.details:
        raise ValidationException("A model of time series cannot be shared: its predictor stays in Forecast's store.")
    settings_of(call, version.domain_id, profile)
    if profile == version.profile:
        raise ValidationException(f"Model version {version.id} is user profile {profile}'s own.")
    made = _share_with(call, version, profile)
    if made is None:
        made = stored.store(
            call,
            "model-version",
            stored.new_id("model-version"),
            version.name,
            "Ready",
            version.domain_id,
            profile,
            **taken_over(version),
            version=next_number(call, version.domain_id, profile, version.name),
            shared_from=version.id,
            shared_by_profile=version.profile,
            shared_by=call.principal.arn,
        )
    return {"ModelVersionId": made.id, "ModelVersionArn": made.arn}


@sealcanvas.operation("ListModelVersionShares", resource=named("model-version", "ModelVersionId"))
def list_model_version_shares(call: Call, target: Target, request: Request) -> Request:
    """List with whom a version is shared, newest first."""
    found, more = page(request, shares_of(call.instance, target.required))
    return {"ModelVersionShares": [_told(each) for each in found], **more}


@sealcanvas.operation("UnshareModelVersion", resource=named("model-version", "ModelVersionId"))
def unshare_model_version(call: Call, target: Target, request: Request) -> None:
    """Take a version back from a user profile; what was predicted with it stays, automations with it fail from now on.

    Raises:
        ResourceNotFoundException: it is not shared with that user profile.
    """
    version, profile = target.required, request["UserProfileName"]
    share = _share_with(call, version, profile)
    if share is None:
        raise ResourceNotFoundException(f"Model version {version.id} is not shared with user profile {profile}.")
    # As the recipient's role. What it refuses keeps no share: the models there name files that are not theirs.
    with suppress(ServiceError):
        role = as_user(call.instance, settings_for(call.instance, share), call.region, share.arn, within=call)
        delete_own_models(role, share)
    stored.remove(call.instance, share.id)


def _share_with(call: Call, version: Stored, profile: str) -> Stored | None:
    return next((each for each in shares_of(call.instance, version) if each.profile == profile), None)


def _told(share: Stored) -> Request:
    return {
        "UserProfileName": share.profile,
        "ModelVersionId": share.id,
        "SharedByArn": share.details["shared_by"],
        "CreationTime": share.created_at,
    }

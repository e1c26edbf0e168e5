"""A user profile's workspace: its settings, and calls in its name."""

from dataclasses import replace

from sealcanvas.canvas.stored import Stored
from sealcanvas.sagemaker.errors import ResourceNotFound
from sealcanvas.sagemaker.workspace.settings import CanvasSettings, canvas_settings
from sealcanvas.service.call import Call
from sealcanvas.service.errors import AccessDenied, ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.service.own_errors import AccessDeniedException, ResourceNotFoundException, ValidationException
from sealcanvas.sts.assume import CannotAssumeRole
from sealcanvas.sts.role_call import role_call

SERVICE = "sagemaker.amazonaws.com"
_SESSION = "SageMaker"


def settings_of(call: Call, domain_id: str, profile: str) -> CanvasSettings:
    """The effective settings of a user profile in the caller's account and region.

    Raises:
        ResourceNotFoundException: there is no such domain or user profile.
    """
    try:
        settings = canvas_settings(call.instance, domain_id, profile)
    except ResourceNotFound as error:
        raise ResourceNotFoundException(error.message) from None
    if settings.domain_arn.split(":")[3:5] != [call.region, call.account]:
        raise ResourceNotFoundException(f"Domain [{domain_id}] does not exist.")
    return settings


def settings_for(instance: Instance, resource: Stored) -> CanvasSettings:
    """The settings that hold now for the owner of a resource.

    Raises:
        ResourceNotFoundException: the domain or the user profile was deleted.
    """
    try:
        return canvas_settings(instance, resource.domain_id, resource.profile)
    except ResourceNotFound as error:
        raise ResourceNotFoundException(error.message) from None


def reader_settings(call: Call, resource: Stored) -> CanvasSettings:
    """The settings by which a resource is read for the caller: its owner's.

    In the session of another user profile of the domain they are that one's: nobody reads by somebody else's role what
    the own role may not read.

    Raises:
        ResourceNotFoundException: the domain or the user profile was deleted.
    """
    place = f"arn:aws:sagemaker:{resource.region}:{resource.account}:user-profile/{resource.domain_id}/"
    if not call.purpose.startswith(place):
        return settings_for(call.instance, resource)
    try:
        return canvas_settings(call.instance, resource.domain_id, call.purpose.removeprefix(place))
    except ResourceNotFound as error:
        raise ResourceNotFoundException(error.message) from None


def as_user(
    instance: Instance, settings: CanvasSettings, region: str, purpose: str, *, within: Call | None = None
) -> Call:
    """A call as the user profile's execution role, passed on by SageMaker.

    Args:
        purpose: the dataset, model version or prediction that it is for.
        within: the call during which it happens.

    Raises:
        ValidationException: SageMaker cannot assume the role.
    """
    try:
        call = role_call(
            instance,
            settings.execution_role,
            service=SERVICE,
            source_arn=settings.user_profile_arn,
            session_name=_SESSION,
            via=(f"sagemaker.{region}.amazonaws.com",),
            purpose=purpose,
            within=within,
        )
    except CannotAssumeRole as error:
        raise ValidationException(str(error)) from None
    return replace(call, region=region)


def as_ours(error: ServiceError) -> ServiceError:
    """Another service's refusal, in the codes that Canvas's callers know."""
    if isinstance(error, AccessDenied):
        return AccessDeniedException(error.decision, error.message)
    if isinstance(error, ResourceNotFoundException):
        return error
    return ValidationException(error.message)

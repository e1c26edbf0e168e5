"""An app: Canvas, opened for one user profile."""

from typing import Any

from sealcanvas.sagemaker.arns import Target, target
from sealcanvas.sagemaker.errors import ResourceNotFound, ValidationException
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_ECHOED = ("AppName", "AppType", "DomainId", "ResourceSpec", "UserProfileName")


def app_named(call: Call, request: Request) -> Target:
    """A resolver: the app of a user profile, by its type and name.

    Raises:
        ValidationException: the request names no user profile, or a space.
    """
    if request.get("SpaceName"):
        raise ValidationException("SpaceName is not supported: a Canvas app belongs to a user profile.")
    if not request.get("UserProfileName"):
        raise ValidationException("UserProfileName is required.")
    path = f"{request['DomainId']}/{request['UserProfileName']}/{request['AppType'].lower()}/{request['AppName']}"
    return target(call, "app", path)


def require_app(found: Target) -> Stored:
    """The app, if there is one; a deleted app can still be described.

    Raises:
        ResourceNotFound: there is none.
    """
    if isinstance(found, Stored):
        return found
    raise ResourceNotFound(f"App [{found.arn}] does not exist.")


def summary(app: Stored) -> dict[str, Any]:
    """The app as ListApps gives it."""
    kept = {name: app.request[name] for name in _ECHOED if name in app.request}
    return {**kept, "Status": app.status, "CreationTime": app.created_at}

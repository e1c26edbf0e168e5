"""An app: Canvas, opened for one user profile or in one space."""

from datetime import timedelta
from typing import Any

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target, target
from sealcanvas.sagemaker.errors import ResourceNotFound, ValidationException
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request

RUNNING = ("Pending", "InService", "Deleting")
_ECHOED = ("AppName", "AppType", "DomainId", "ResourceSpec", "SpaceName", "UserProfileName")
_TOLD = timedelta(hours=24)  # SageMaker Developer Guide: a deleted app is listed for 24 hours


def app_named(call: Call, request: Request) -> Target:
    """A resolver: the app of a user profile or space, by its type and name.

    Raises:
        ValidationException: the request names neither, or both.
    """
    holders = [request[name] for name in ("UserProfileName", "SpaceName") if request.get(name)]
    if len(holders) != 1:
        raise ValidationException("Exactly one of UserProfileName and SpaceName must be given.")
    path = f"{request['DomainId']}/{holders[0]}/{request['AppType'].lower()}/{request['AppName']}"
    return target(call, "app", path)


def require_app(call: Call, found: Target) -> Stored:
    """The app, if there is one; a deleted app can be described for a day.

    Raises:
        ResourceNotFound: there is none.
    """
    if isinstance(found, Stored) and is_told(call, found):
        return found
    raise ResourceNotFound(f"App [{found.arn}] does not exist.")


def is_told(call: Call, app: Stored) -> bool:
    """Whether the app is there, or was deleted less than a day ago."""
    return app.ended_at is None or call.instance.clock() < app.ended_at + _TOLD


def apps_of(instance: Instance, holder: Stored) -> list[Stored]:
    """The apps of a user profile or space, deleted ones too."""
    member = "SpaceName" if holder.kind == "space" else "UserProfileName"
    apps = stored.of_domain(instance, holder.request["DomainId"], "app")
    return [app for app in apps if app.request.get(member) == holder.name]


def running_in(instance: Instance, holder: Stored) -> list[Stored]:
    """The apps of a user profile or space that are not deleted."""
    return [app for app in apps_of(instance, holder) if app.status != "Deleted"]


def summary(app: Stored) -> dict[str, Any]:
    """The app as ListApps gives it."""
    kept = {name: app.request[name] for name in _ECHOED if name in app.request}
    return {**kept, "Status": app.status, "CreationTime": app.created_at}

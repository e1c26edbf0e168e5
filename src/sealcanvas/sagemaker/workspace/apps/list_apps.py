"""ListApps."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.paging import page
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.workspace.apps.app import is_told, summary
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("ListApps", atomic=False)
def list_apps(call: Call, request: Request) -> Request:
    """List apps, of one domain, user profile or space or of all; deleted ones for a day."""
    wanted = {
        "DomainId": request.get("DomainIdEquals"),
        "UserProfileName": request.get("UserProfileNameEquals"),
        "SpaceName": request.get("SpaceNameEquals"),
    }
    if wanted["UserProfileName"] and wanted["SpaceName"]:
        raise ValidationException("If SpaceNameEquals is set, UserProfileNameEquals cannot be set.")
    mine = [
        app
        for app in stored.of_kind(call, "app")
        if is_told(call, app) and all(value in (None, app.request.get(name)) for name, value in wanted.items())
    ]
    found, more = page(request, mine, sort_by="CreationTime", order="Ascending")
    return {"Apps": [summary(app) for app in found], **more}

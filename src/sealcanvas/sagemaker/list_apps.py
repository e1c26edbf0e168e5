"""ListApps."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.app import summary
from sealcanvas.sagemaker.paging import page
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("ListApps", atomic=False)
def list_apps(call: Call, request: Request) -> Request:
    """List apps, of one domain or user profile or of all; those of spaces are none."""
    domain, profile = request.get("DomainIdEquals"), request.get("UserProfileNameEquals")
    mine = [
        app
        for app in stored.of_kind(call, "app")
        if domain in (None, app.request["DomainId"])
        and profile in (None, app.request["UserProfileName"])
        and not request.get("SpaceNameEquals")
    ]
    found, more = page(request, mine, sort_by="CreationTime", order="Ascending")
    return {"Apps": [summary(app) for app in found], **more}

"""DeleteDomain: the grant is retired; the volume goes or stays as the caller says."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.errors import ResourceInUse
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.workspace.domains.domain import domain_named, id_of, require_domain
from sealcanvas.sagemaker.workspace.domains.domain_grant import retire_domain_grant
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.volumes.attached import delete_attached_of_domain
from sealcanvas.volumes.domain_volume import delete_domain_volume


@sagemaker.operation("DeleteDomain", resource=domain_named)
def delete_domain(call: Call, found: Target, request: Request) -> None:
    """Delete a domain that has no user profiles, spaces and apps.

    RetentionPolicy.HomeEfsFileSystem "Retain", AWS's default, leaves the files of its volume and of all homes sealed;
    without the grant SageMaker cannot open them any more. "Delete" removes them and their wrapped keys.
    """
    domain = require_domain(found)
    _refuse_in_use(call, domain)
    retire_domain_grant(call.instance, domain.details["app_key"], domain.details["grant_id"], domain.arn)
    if request.get("RetentionPolicy", {}).get("HomeEfsFileSystem", "Retain") == "Delete":
        delete_domain_volume(call.instance, domain.arn)
        delete_attached_of_domain(call.instance, domain.arn)
    for app in stored.of_domain(call.instance, id_of(domain.arn), "app"):
        stored.remove(call.instance, app)
    stored.remove(call.instance, domain)


def _refuse_in_use(call: Call, domain: Stored) -> None:
    domain_id = id_of(domain.arn)
    apps = [app for app in stored.of_domain(call.instance, domain_id, "app") if app.status != "Deleted"]
    for name, found in (
        ("UserProfile(s)", stored.of_domain(call.instance, domain_id, "user-profile")),
        ("Space(s)", stored.of_domain(call.instance, domain_id, "space")),
        ("App(s)", apps),
    ):
        if found:
            raise ResourceInUse(f"Unable to delete Domain [{domain.arn}] because {name} are associated with it.")

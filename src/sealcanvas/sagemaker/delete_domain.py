"""DeleteDomain: the grant is retired; the volume goes or stays as the caller says."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.domain import domain_named, id_of, require_domain
from sealcanvas.sagemaker.domain_grant import retire_domain_grant
from sealcanvas.sagemaker.errors import ResourceInUse
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.volumes.domain_volume import delete_domain_volume


@sagemaker.operation("DeleteDomain", resource=domain_named)
def delete_domain(call: Call, found: Target, request: Request) -> None:
    """Delete a domain that has no user profiles and no apps.

    RetentionPolicy.HomeEfsFileSystem "Retain", AWS's default, leaves the volume's files sealed; without the grant
    SageMaker cannot open them any more. "Delete" removes them and their wrapped key.
    """
    domain = require_domain(found)
    domain_id = id_of(domain.arn)
    apps = [app for app in stored.of_domain(call.instance, domain_id, "app") if app.status != "Deleted"]
    if apps or stored.of_domain(call.instance, domain_id, "user-profile"):
        raise ResourceInUse(
            f"Unable to delete Domain [{domain_id}] because UserProfile(s) or App(s) are associated with it."
        )
    retire_domain_grant(call.instance, domain.details["app_key"], domain.details["grant_id"], domain.arn)
    if request.get("RetentionPolicy", {}).get("HomeEfsFileSystem", "Retain") == "Delete":
        delete_domain_volume(call.instance, domain.arn)
    for app in stored.of_domain(call.instance, domain_id, "app"):
        stored.remove(call.instance, app)
    stored.remove(call.instance, domain)

"""CreateApp: opens the domain's volumes as SageMaker itself, under the domain's grant."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.errors import ResourceInUse, ValidationException
from sealcanvas.sagemaker.quotas import APPS
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.tags import merged_tags
from sealcanvas.sagemaker.workspace.apps.app import RUNNING, app_named
from sealcanvas.sagemaker.workspace.apps.opening import VolumeRefused, open_domain, open_for_app, open_home
from sealcanvas.sagemaker.workspace.domains.domain import domain_named, require_domain
from sealcanvas.sagemaker.workspace.profiles.user_profile import profile_named, require_profile
from sealcanvas.sagemaker.workspace.spaces.space import require_space, space_conditions, space_named
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request


@sagemaker.operation("CreateApp", resource=app_named, conditions=space_conditions)
def create_app(call: Call, found: Target, request: Request) -> Request:
    """Open Canvas for a user profile or in a space; where KMS refuses the domain's key, the app is Failed and says why.

    The app has the tags of its domain and of its user profile or space, under its own.
    """
    _refuse_unserved(request)
    domain = require_domain(domain_named(call, request))
    holder = _holder(call, request)
    if isinstance(found, Stored):
        if found.status not in ("Deleted", "Failed"):
            raise ResourceInUse(f"App [{found.arn}] already exists.")
        stored.remove(call.instance, found)
    APPS.check(sum(app.status in RUNNING for app in stored.of_kind(call, "app")))
    reason = _open_volumes(call.instance, domain, holder, found.arn)
    made = stored.store(
        call,
        "app",
        found.arn,
        request["AppName"],
        "Failed" if reason else "InService",
        request,
        domain_id=request["DomainId"],
        tags=merged_tags(domain.tags, holder.tags, {tag["Key"]: tag["Value"] for tag in request.get("Tags", [])}),
        failure_reason=reason,
    )
    return {"AppArn": made.arn}


def _refuse_unserved(request: Request) -> None:
    if request["AppType"] != "Canvas":
        raise ValidationException(f"AppType '{request['AppType']}' is not supported. Use 'Canvas'.")
    spec = request.get("ResourceSpec", {})
    if set(spec) - {"InstanceType"} or spec.get("InstanceType", "system") != "system" or request.get("RecoveryMode"):
        raise ValidationException("A Canvas app runs on the InstanceType 'system', without RecoveryMode or images.")


def _holder(call: Call, request: Request) -> Stored:
    if request.get("SpaceName"):
        return require_space(space_named(call, request))
    return require_profile(profile_named(call, request))


def _open_volumes(instance: Instance, domain: Stored, holder: Stored, app_arn: str) -> str:
    """Open the domain's volume, the user's home and the app's volume; "", or why KMS refused."""
    try:
        open_domain(instance, domain)
        if holder.kind == "user-profile":
            open_home(instance, domain, holder)
        open_for_app(instance, domain, app_arn, holder)
    except VolumeRefused as refused:
        return str(refused)
    return ""

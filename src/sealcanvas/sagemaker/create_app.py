"""CreateApp: opens the domain's volume as SageMaker itself, under the domain's grant."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.app import app_named
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.domain import domain_named, require_domain
from sealcanvas.sagemaker.errors import ResourceInUse, ValidationException
from sealcanvas.sagemaker.roles import SERVICE
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.tags import request_tags
from sealcanvas.sagemaker.user_profile import profile_named, require_profile
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.volumes.domain_volume import create_domain_volume, open_domain_volume


@sagemaker.operation("CreateApp", resource=app_named, conditions=request_tags)
def create_app(call: Call, found: Target, request: Request) -> Request:
    """Open Canvas for a user profile; where KMS refuses the domain's key, the app is Failed and says why."""
    if request["AppType"] != "Canvas":
        raise ValidationException(f"AppType '{request['AppType']}' is not supported. Use 'Canvas'.")
    spec = request.get("ResourceSpec", {})
    if set(spec) - {"InstanceType"} or spec.get("InstanceType", "system") != "system" or request.get("RecoveryMode"):
        raise ValidationException("A Canvas app runs on the InstanceType 'system', without RecoveryMode or images.")
    domain = require_domain(domain_named(call, request))
    require_profile(profile_named(call, request))
    if isinstance(found, Stored):
        if found.status not in ("Deleted", "Failed"):
            raise ResourceInUse(f"App [{request['AppName']}] of UserProfile [{request['UserProfileName']}] exists.")
        stored.remove(call.instance, found)
    reason = _open_volume(call.instance, domain)
    made = stored.store(
        call,
        "app",
        found.arn,
        request["AppName"],
        "Failed" if reason else "InService",
        request,
        domain_id=request["DomainId"],
        failure_reason=reason,
    )
    return {"AppArn": made.arn}


def _open_volume(instance: Instance, domain: Stored) -> str:
    """Open the domain's volume, made at first need; "", or why KMS refused."""
    key_arn = domain.details["app_key"]
    action = "kms:Decrypt"
    try:
        if "volume_id" not in domain.details:
            action = "kms:GenerateDataKeyWithoutPlaintext"
            volume = create_domain_volume(instance, domain.arn, key_arn)
            stored.change(instance, domain, volume_id=volume.volume_id)
            action = "kms:Decrypt"
        open_domain_volume(instance, domain.arn)
    except ServiceError as error:
        return f"{SERVICE} could not open the domain's volume by {action} on {key_arn}: {error.message}"
    return ""

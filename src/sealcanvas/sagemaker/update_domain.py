"""UpdateDomain: settings and networks; the keys of the volume never change (the API has no member for them)."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.create_domain import refuse_unserved
from sealcanvas.sagemaker.domain import domain_named, require_domain
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.key_conditions import request_keys
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.user_settings import check_user_settings, merge_settings
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("UpdateDomain", resource=domain_named, conditions=request_keys)
def update_domain(call: Call, found: Target, request: Request) -> Request:
    """Change a domain; members that are not given stay."""
    domain = require_domain(found)
    refuse_unserved(request)
    if request.get("DomainSettingsForUpdate"):
        raise ValidationException("DomainSettingsForUpdate is not supported: Canvas is the only app that is served.")
    changed = {**domain.request, **{name: value for name, value in request.items() if name != "DomainId"}}
    storage_key = domain.details["storage_key"]
    if "DefaultUserSettings" in request:
        settings = merge_settings(domain.request["DefaultUserSettings"], request["DefaultUserSettings"])
        checked = check_user_settings(call, "DefaultUserSettings", settings, domain.arn)
        changed["DefaultUserSettings"] = checked.settings
        storage_key = checked.storage_key
    stored.change(call.instance, domain, request=changed, storage_key=storage_key)
    return {"DomainArn": domain.arn}

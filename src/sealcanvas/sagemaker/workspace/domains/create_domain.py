"""CreateDomain."""

from typing import Any

from sealcanvas.kms import managed_key
from sealcanvas.s3.default_bucket import ensure_default_bucket
from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.errors import ResourceInUse, ValidationException
from sealcanvas.sagemaker.key_conditions import request_keys
from sealcanvas.sagemaker.kms_key import require_key
from sealcanvas.sagemaker.quotas import DOMAINS
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.workspace.domains.default_space_settings import check_default_space_settings
from sealcanvas.sagemaker.workspace.domains.domain import id_of, new_domain, url
from sealcanvas.sagemaker.workspace.domains.domain_grant import grant_domain_key
from sealcanvas.sagemaker.workspace.user_settings import check_user_settings
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource

_UNSERVED = ("DomainSettings", "DomainSettingsForUpdate")
_ONLY = {"AuthMode": "IAM", "HomeEfsFileSystemCreation": "Enabled"}


@sagemaker.operation("CreateDomain", resource=new_domain, conditions=request_keys)
def create_domain(call: Call, domain: PlainResource, request: Request) -> Request:
    """Make a domain: its keys and roles checked, its grant given, the default bucket there."""
    refuse_unserved(request)
    if any(other.name == request["DomainName"] for other in stored.of_kind(call, "domain")):
        raise ResourceInUse(f"Domain [{request['DomainName']}] already exists.")
    DOMAINS.check(len(stored.of_kind(call, "domain")))
    settings = request["DefaultUserSettings"]
    if "ExecutionRole" not in settings:
        raise ValidationException("DefaultUserSettings.ExecutionRole is required.")
    app_key = _app_key(call, request)
    checked = check_user_settings(call, "DefaultUserSettings", settings, domain.arn)
    check_default_space_settings(call, request.get("DefaultSpaceSettings", {}), domain.arn)
    ensure_default_bucket(call.through("sagemaker"))
    made = stored.store(
        call,
        "domain",
        domain.arn,
        request["DomainName"],
        "InService",
        {**request, "DefaultUserSettings": checked.settings},
        domain_id=id_of(domain.arn),
        app_key=app_key,
        storage_key=checked.storage_key,
        grant_id=grant_domain_key(call, app_key, domain.arn),
    )
    return {"DomainArn": made.arn, "DomainId": id_of(made.arn), **url(call.instance)}


def refuse_unserved(request: dict[str, Any]) -> None:
    """Refuse what a domain of ours cannot have.

    Raises:
        ValidationException: names the member.
    """
    for member in _UNSERVED:
        if request.get(member):
            raise ValidationException(f"{member} is not supported: Canvas is the only app that is served.")
    for member, value in _ONLY.items():
        if request.get(member, value) != value:
            raise ValidationException(f"{member} '{request[member]}' is not supported. Use '{value}'.")


def _app_key(call: Call, request: dict[str, Any]) -> str:
    """The full ARN of key 1: KmsKeyId, its old name, or the AWS managed key."""
    given = {name: request[name] for name in ("KmsKeyId", "HomeEfsFileSystemKmsKeyId") if request.get(name)}
    if not given:
        return managed_key(call, "sagemaker").arn
    found = {require_key(call, name, key_id) for name, key_id in given.items()}
    if len(found) > 1:
        raise ValidationException("KmsKeyId and HomeEfsFileSystemKmsKeyId name different keys. Give KmsKeyId alone.")
    return found.pop()

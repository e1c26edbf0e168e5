"""CreateKey: a new symmetric key with its policy."""

from typing import Any

from sealcanvas.access.policy import PolicyDocument
from sealcanvas.kms.errors import UnsupportedOperationException
from sealcanvas.kms.key import SYMMETRIC
from sealcanvas.kms.make_key import new_key, store_key
from sealcanvas.kms.metadata import key_metadata
from sealcanvas.kms.policy import default_policy, read_policy, require_no_lockout
from sealcanvas.kms.service import kms
from sealcanvas.kms.tag_rules import request_tags, tags_of
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException
from sealcanvas.service.resource import PlainResource, Resource


def _conditions(call: Call, target: Resource, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:  # noqa: ARG001 - the seam's signature
    return {
        "kms:KeySpec": request.get("KeySpec") or request.get("CustomerMasterKeySpec") or SYMMETRIC,
        "kms:KeyUsage": request.get("KeyUsage") or "ENCRYPT_DECRYPT",
        "kms:KeyOrigin": request.get("Origin") or "AWS_KMS",
        "kms:MultiRegion": "true" if request.get("MultiRegion") else "false",
        **({"kms:MultiRegionKeyType": "PRIMARY"} if request.get("MultiRegion") else {}),
        "kms:BypassPolicyLockoutSafetyCheck": "true" if request.get("BypassPolicyLockoutSafetyCheck") else "false",
        **request_tags(request),
    }


@kms.operation("CreateKey", conditions=_conditions)
def create_key(call: Call, request: dict[str, Any]) -> dict[str, Any]:
    """Make a symmetric encryption key of the caller's account and region."""
    _require_symmetric(request)
    tags = tags_of(request)
    if tags:
        # CreateKey with tags needs both permissions (API reference, CreateKey, "Tags").
        kms.check(call, "kms:TagResource", PlainResource("*", call.account), request_tags(request))
    text = request.get("Policy")
    document, ids = read_policy(call, text) if text else (PolicyDocument.parse(default_policy(call.account), "key"), {})
    key = new_key(
        call,
        document,
        description=request.get("Description") or "",
        tags=tags,
        origin=request.get("Origin") or "AWS_KMS",
        multi_region=bool(request.get("MultiRegion")),
    )
    if text and not request.get("BypassPolicyLockoutSafetyCheck"):
        require_no_lockout(call, key, document)
    store_key(call, key, ids)
    call.journal.events[-1].resources.append(key.arn)
    return {"KeyMetadata": key_metadata(call.instance, key)}


def _require_symmetric(request: dict[str, Any]) -> None:
    if request.get("KeySpec") and request.get("CustomerMasterKeySpec"):
        raise ValidationException(
            "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. "
            "CustomerMasterKeySpec is deprecated."
        )
    spec = request.get("KeySpec") or request.get("CustomerMasterKeySpec") or SYMMETRIC
    if spec != SYMMETRIC:
        raise UnsupportedOperationException(
            f"KeySpec {spec} is not supported: this key service makes {SYMMETRIC} keys."
        )
    usage = request.get("KeyUsage") or "ENCRYPT_DECRYPT"
    if usage != "ENCRYPT_DECRYPT":
        raise ValidationException(f"KeyUsage {usage} is not compatible with KeySpec {spec}")
    origin = request.get("Origin") or "AWS_KMS"
    if origin not in ("AWS_KMS", "EXTERNAL"):
        raise UnsupportedOperationException(
            f"Origin {origin} is not supported: key material is made here (AWS_KMS) or imported (EXTERNAL)."
        )
    for member in ("CustomKeyStoreId", "XksKeyId"):
        if request.get(member):
            raise UnsupportedOperationException(f"{member} is not supported: there are no custom key stores here.")

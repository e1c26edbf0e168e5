"""CreateKey: a new key with its policy."""

from contextlib import nullcontext
from typing import Any

from sealcanvas.access.policy import PolicyDocument
from sealcanvas.kms.errors import UnsupportedOperationException
from sealcanvas.kms.generation import generate_in_turn
from sealcanvas.kms.imported.origin import require_importable
from sealcanvas.kms.key_kind import asked_spec, key_kind
from sealcanvas.kms.key_stores.create_key_within import key_within, record_within, store_asked
from sealcanvas.kms.key_stores.keys_within import ORIGINS
from sealcanvas.kms.make_key import new_key, store_key
from sealcanvas.kms.metadata import key_metadata
from sealcanvas.kms.policy import default_policy, read_policy, require_no_lockout
from sealcanvas.kms.service import kms
from sealcanvas.kms.tag_rules import request_tags, tags_of
from sealcanvas.service.call import Call
from sealcanvas.service.resource import PlainResource, Resource


def _conditions(call: Call, target: Resource, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:  # noqa: ARG001 - the seam's signature
    spec, usage = asked_spec(request), request.get("KeyUsage") or "ENCRYPT_DECRYPT"
    return {
        "kms:KeySpec": spec,
        "kms:KeyUsage": usage,
        "kms:CustomerMasterKeySpec": spec,  # the older names of both
        "kms:CustomerMasterKeyUsage": usage,
        "kms:KeyOrigin": request.get("Origin") or "AWS_KMS",
        "kms:MultiRegion": "true" if request.get("MultiRegion") else "false",
        **({"kms:MultiRegionKeyType": "PRIMARY"} if request.get("MultiRegion") else {}),
        "kms:BypassPolicyLockoutSafetyCheck": "true" if request.get("BypassPolicyLockoutSafetyCheck") else "false",
        **request_tags(request),
    }


@kms.operation("CreateKey", conditions=_conditions, atomic=False)  # key material is made outside the unit of work
def create_key(call: Call, request: dict[str, Any]) -> dict[str, Any]:
    """Make a key of the caller's account and region."""
    spec, usage = key_kind(request)
    within = store_asked(call, request, spec)
    _require_served(request)
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
        spec=spec,
        usage=usage,
        origin=request.get("Origin") or "AWS_KMS",
        multi_region=bool(request.get("MultiRegion")),
    )
    if text and not request.get("BypassPolicyLockoutSafetyCheck"):
        require_no_lockout(call, key, document)
    secret = None if key.imported else generate_in_turn(call, spec)
    with key_within(call, within, key, request) if within else nullcontext():
        call.instance.database.defer_rest()
        with call.instance.database.transaction():
            store_key(call, key, ids, secret)
            key = record_within(call, within, key, request) if within else key
    call.journal.events[-1].resources.append(key.arn)
    return {"KeyMetadata": key_metadata(call.instance, key)}


def _require_served(request: dict[str, Any]) -> None:
    origin = request.get("Origin") or "AWS_KMS"
    if origin not in ("AWS_KMS", "EXTERNAL", *ORIGINS):
        raise UnsupportedOperationException(
            f"Origin {origin} is not supported: key material is made here (AWS_KMS) or imported (EXTERNAL)."
        )
    if origin == "EXTERNAL":
        require_importable(asked_spec(request))

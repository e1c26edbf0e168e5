"""The condition keys that a real request of a kind carries, for one that nobody makes."""

from collections.abc import Mapping
from typing import Any

from sealcanvas.access.context import fold_key
from sealcanvas.access.grant import CONTEXT_OPERATIONS
from sealcanvas.access.request import ContextValue, Keys
from sealcanvas.iam.roles import Role
from sealcanvas.iam.tags import resource_tag_keys
from sealcanvas.iam.users import User
from sealcanvas.kms.encryption_context import context_conditions
from sealcanvas.kms.find import find_key
from sealcanvas.kms.grants import ENCRYPTION_CONTEXT, OPERATIONS_OF_USAGE
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_specs import ALGORITHM_CONDITIONS, SYMMETRIC
from sealcanvas.kms.rotation_schedule import DEFAULT_DAYS
from sealcanvas.s3.bucket import Bucket, to_kms
from sealcanvas.s3.encryption import BY_KMS, SERVICE_KEY, Encryption
from sealcanvas.s3.target import ObjectTarget, delete_conditions, encryption_conditions, read_conditions
from sealcanvas.s3.versions.version_id import is_version_id
from sealcanvas.service.authorize import access_request
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.resource import Resource

_WITH_ALGORITHM = {f"kms:{name.lower()}": usage for usage, names in OPERATIONS_OF_USAGE.items() for name in names}
_DATA_KEYS = frozenset(f"kms:{name}" for name in CONTEXT_OPERATIONS) - set(_WITH_ALGORITHM)
_ON_GRANTS = frozenset({"kms:creategrant", "kms:listgrants", "kms:revokegrant"})
_DELETIONS = frozenset({"s3:deleteobject", "s3:deleteobjectversion"})
_OF_THEIR_OWN = _DELETIONS | {
    *("kms:createkey", "kms:enablekeyrotation", "kms:putkeypolicy", "kms:schedulekeydeletion", "s3:putobject")
}
_NEW_KEY: Keys = {
    "kms:KeySpec": SYMMETRIC,
    "kms:KeyUsage": "ENCRYPT_DECRYPT",
    "kms:CustomerMasterKeySpec": SYMMETRIC,
    "kms:CustomerMasterKeyUsage": "ENCRYPT_DECRYPT",
    "kms:KeyOrigin": "AWS_KMS",
    "kms:MultiRegion": "false",
    "kms:BypassPolicyLockoutSafetyCheck": "false",
}
_OF_KEYS = (
    "kms:CallerAccount",
    "kms:KeyOrigin",
    "kms:KeySpec",
    "kms:KeyUsage",
    "kms:MultiRegion",
    "kms:RequestAlias",
    "kms:ResourceAliases",
    "kms:ViaService",
)
_SSE = "s3:x-amz-server-side-encryption"
_KEY_ID = f"{_SSE}-aws-kms-key-id"
_CONTEXT = ENCRYPTION_CONTEXT.lower()


def condition_keys(
    call: Call, action: str, target: Resource, encryption_context: Mapping[str, str], given: Mapping[str, ContextValue]
) -> Keys:
    """The keys that the operation behind `action` adds to those of every call; what is `given` goes before them."""
    asked = action.lower()
    keys: Keys = {}
    if asked == "kms:createkey":
        keys = dict(_NEW_KEY)
    elif isinstance(target, Key):
        keys = _of_key(call, asked, target, dict(encryption_context))
    elif isinstance(target, ObjectTarget):
        named = _in_version(call, target, given)
        if asked == "s3:putobject":
            keys = _written(call, target.bucket, given)
        elif asked in _DELETIONS:
            keys = delete_conditions(call, named, {})
        else:
            keys = read_conditions(call, named, {})
    elif isinstance(target, Role | User):
        keys = resource_tag_keys(target.tags)
        if target.boundary_arn and asked.startswith("iam:"):
            keys["iam:PermissionsBoundary"] = target.boundary_arn
    spelled = {fold_key(name): name for name in (*access_request(call, action, target, keys).context, *_OF_KEYS)}
    for name, value in given.items():
        # The decision reads an encryption context from the keys that are spelled as KMS spells them.
        own = ENCRYPTION_CONTEXT + name[len(_CONTEXT) :] if name.lower().startswith(_CONTEXT) else name
        keys[spelled.get(fold_key(name), own)] = value
    return keys


def kind_of_request(action: str) -> str:
    """A name for the kind of request behind `action`: of one kind, all carry the same keys on the same resource."""
    asked = action.lower()
    service, _, name = asked.partition(":")
    if asked in _WITH_ALGORITHM or asked in _ON_GRANTS or asked in _OF_THEIR_OWN:
        return asked
    return "kms:*context" if service == "kms" and name in CONTEXT_OPERATIONS else f"{service}:*"


def _in_version(call: Call, target: ObjectTarget, given: Mapping[str, ContextValue]) -> ObjectTarget:
    """The object in the version that `given` names, whose tags are its own; `target` itself where it names none."""
    version = next((value for name, value in given.items() if fold_key(name) == "s3:versionid"), None)
    if not isinstance(version, str) or not is_version_id(version):
        return target
    named = ObjectTarget(target.bucket, target.key, version=version)
    named.look(call)
    return named


def _of_key(call: Call, asked: str, key: Key, encryption_context: dict[str, str]) -> Keys:
    keys: Keys = {}
    if asked in _WITH_ALGORITHM and _WITH_ALGORITHM[asked] == key.usage:
        # Whoever asks about another of the key's algorithms gives it.
        keys[ALGORITHM_CONDITIONS[key.usage]] = key.algorithms[0]
    if asked in ("kms:sign", "kms:verify"):
        keys["kms:MessageType"] = "RAW"
    if asked in _ON_GRANTS:
        keys["kms:GrantIsForAWSResource"] = "true" if call.via else "false"
    if asked == "kms:putkeypolicy":
        keys["kms:BypassPolicyLockoutSafetyCheck"] = "false"
    if asked == "kms:schedulekeydeletion":
        keys["kms:ScheduleKeyDeletionPendingWindowInDays"] = "30"
    if asked == "kms:enablekeyrotation":
        keys["kms:RotationPeriodInDays"] = str(DEFAULT_DAYS)
    if asked in _DATA_KEYS:
        keys["kms:EncryptionAlgorithm"] = SYMMETRIC
    if asked.removeprefix("kms:") in CONTEXT_OPERATIONS or asked == "kms:creategrant":
        keys |= context_conditions(encryption_context)
    return keys


def _written(call: Call, bucket: Bucket, given: Mapping[str, ContextValue]) -> Keys:
    """The keys of s3:PutObject: the headers are those that `given` tells, the rest is the bucket's default."""
    headers = {fold_key(name): value for name, value in given.items() if isinstance(value, str)}
    requested = str(headers.get(_SSE, ""))
    default = (bucket.encryption or {}).get("ApplyServerSideEncryptionByDefault", {})
    algorithm: Any = requested or default.get("SSEAlgorithm")
    if algorithm not in BY_KMS:
        return encryption_conditions(Encryption("AES256", SERVICE_KEY, requested=requested))
    key_id = headers.get(_KEY_ID) or (None if requested else default.get("KMSMasterKeyID")) or "alias/aws/s3"
    # As in s3.encryption, but S3's managed key is not made for a question.
    through = to_kms(call, bucket)
    try:
        arn = find_key(through, str(key_id), "kms:GenerateDataKey").arn
    except ServiceError:
        arn = str(key_id)
    return encryption_conditions(Encryption(algorithm, arn, requested=requested))

"""The object that a request names, as decisions see it, and the condition keys of reading and writing one."""

from collections.abc import Mapping
from dataclasses import dataclass

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.s3.bucket import Bucket, find_bucket
from sealcanvas.s3.customer_keys.key import ALGORITHM
from sealcanvas.s3.encryption import SSE_C, Encryption, choose_encryption
from sealcanvas.s3.names import check_key
from sealcanvas.s3.record import ObjectRecord, read_current, read_version
from sealcanvas.s3.stored_headers import parse_tags
from sealcanvas.s3.versions.version_id import check_version_id
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

Conditions = dict[str, str | tuple[str, ...]]

_NO_TAGS: Mapping[str, str] = {}
_SSE = "s3:x-amz-server-side-encryption"


@dataclass(slots=True)
class ObjectTarget:
    """A bucket and a key, whether or not an object is there.

    Attributes:
        record: the version as the request found it, where its operation reads it; it may be a delete marker.
        encryption: what a write was decided with, so that it is chosen once.
        version: the version id that the request names, or None for the current version.
    """

    bucket: Bucket
    key: str
    record: ObjectRecord | None = None
    encryption: Encryption | None = None
    version: str | None = None

    @property
    def arn(self) -> str:
        """The object's ARN."""
        return f"{self.bucket.arn}/{self.key}"

    @property
    def account(self) -> str:
        """The bucket's owner."""
        return self.bucket.account

    @property
    def policy(self) -> NamedPolicy | None:
        """The bucket policy."""
        return self.bucket.policy

    @property
    def tags(self) -> Mapping[str, str]:
        """None: an object's tags are `s3:ExistingObjectTag`, not `aws:ResourceTag`."""
        return _NO_TAGS

    def look(self, call: Call) -> None:
        """Look up `record` as it is now."""
        with call.instance.database.read() as connection:
            if self.version is None:
                self.record = read_current(connection, self.bucket, self.key)
            else:
                self.record = read_version(connection, self.bucket, self.key, self.version)

    def action(self, action: str) -> str:
        """The action as it is asked of what the request names: s3:GetObject, or s3:GetObjectVersion."""
        return action if self.version is None else action.replace("Object", "ObjectVersion", 1)


def object_to_write(call: Call, request: Request) -> ObjectTarget:
    """The resolver of operations that write an object or work on an upload of it."""
    check_key(request["Key"])
    return ObjectTarget(find_bucket(call, request["Bucket"], request.get("ExpectedBucketOwner")), request["Key"])


def object_to_read(call: Call, request: Request) -> ObjectTarget:
    """The resolver of operations that read an object: its row is looked up, and judged after the decision."""
    target = object_to_write(call, request)
    target.version = check_version_id(request.get("VersionId"))
    target.look(call)
    return target


def read_conditions(_call: Call, target: ObjectTarget, _request: Request) -> Conditions:
    """The condition keys of reading an object, and of its tags."""
    tags = target.record.tags if target.record else {}
    return version_conditions(target) | {f"s3:ExistingObjectTag/{name}": value for name, value in tags.items()}


def version_conditions(target: ObjectTarget) -> Conditions:
    """The condition key of a version that the request names."""
    return {} if target.version is None else {"s3:VersionId": target.version}


def delete_conditions(_call: Call, target: ObjectTarget, request: Request) -> Conditions:
    """The condition keys of deleting an object; AWS does not let its tags decide."""
    match = request.get("IfMatch") if target.version is None else None
    return version_conditions(target) | ({"s3:if-match": str(match)} if match is not None else {})


def write_conditions(call: Call, target: ObjectTarget, request: Request) -> Conditions:
    """The condition keys of s3:PutObject for a request whose headers say how to encrypt."""
    target.encryption = choose_encryption(call, target.bucket, request)
    keys = encryption_conditions(target.encryption)
    for member, name in (
        ("ACL", "s3:x-amz-acl"),
        ("StorageClass", "s3:x-amz-storage-class"),
        ("CopySource", "s3:x-amz-copy-source"),
        ("MetadataDirective", "s3:x-amz-metadata-directive"),
        ("IfMatch", "s3:if-match"),
        ("IfNoneMatch", "s3:if-none-match"),
    ):
        if request.get(member):
            keys[name] = str(request[member])
    return keys | tag_conditions(parse_tags(request.get("Tagging")))


def tag_conditions(tags: Mapping[str, str]) -> Conditions:
    """The condition keys of tags that a request gives."""
    if not tags:
        return {}
    return {"s3:RequestObjectTagKeys": tuple(tags)} | {f"s3:RequestObjectTag/{name}": tags[name] for name in tags}


def encryption_conditions(encryption: Encryption) -> Conditions:
    """What a bucket policy sees of an encryption: the header as it was sent, and the key that will be used.

    The asymmetry is ours (docs/s3.md): a policy that demands the header sees its absence, one that demands a key
    sees the effective key, whether it comes from the header or from the bucket's default.
    """
    keys: Conditions = {}
    if encryption.requested:
        keys[_SSE] = encryption.requested
    if encryption.algorithm == SSE_C:
        keys[f"{_SSE}-customer-algorithm"] = ALGORITHM
    if encryption.by_kms:
        keys[f"{_SSE}-aws-kms-key-id"] = encryption.key_arn
    return keys

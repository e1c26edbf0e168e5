"""The object that a request names, as decisions see it, and the condition keys of reading and writing one."""

from collections.abc import Mapping
from dataclasses import dataclass

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.s3.bucket import Bucket, find_bucket
from sealcanvas.s3.customer_keys.key import ALGORITHM
from sealcanvas.s3.encryption import SSE_C, Encryption, choose_encryption
from sealcanvas.s3.errors import InvalidArgument
from sealcanvas.s3.names import check_key
from sealcanvas.s3.record import ObjectRecord, read_object
from sealcanvas.s3.stored_headers import parse_tags
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

Conditions = dict[str, str | tuple[str, ...]]

_NO_TAGS: Mapping[str, str] = {}
_SSE = "s3:x-amz-server-side-encryption"


@dataclass(slots=True)
class ObjectTarget:
    """A bucket and a key, whether or not an object is there.

    Attributes:
        record: the object as the request found it, where its operation reads it.
        encryption: what a write was decided with, so that it is chosen once.
    """

    bucket: Bucket
    key: str
    record: ObjectRecord | None = None
    encryption: Encryption | None = None

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


def object_to_write(call: Call, request: Request) -> ObjectTarget:
    """The resolver of operations that write an object or work on an upload of it."""
    check_key(request["Key"])
    return ObjectTarget(find_bucket(call, request["Bucket"], request.get("ExpectedBucketOwner")), request["Key"])


def object_to_read(call: Call, request: Request) -> ObjectTarget:
    """The resolver of operations that read an object: its row is looked up, and judged after the decision."""
    target = object_to_write(call, request)
    if request.get("VersionId") not in (None, "null"):
        raise InvalidArgument("Invalid version id specified", "versionId", str(request["VersionId"]))
    with call.instance.database.read() as connection:
        target.record = read_object(connection, target.bucket, target.key)
    return target


def read_conditions(_call: Call, target: ObjectTarget, _request: Request) -> Conditions:
    """The condition keys of reading or deleting an object."""
    tags = target.record.tags if target.record else {}
    return {f"s3:ExistingObjectTag/{name}": value for name, value in tags.items()}


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
    tags = parse_tags(request.get("Tagging"))
    if tags:
        keys["s3:RequestObjectTagKeys"] = tuple(tags)
        keys.update({f"s3:RequestObjectTag/{name}": value for name, value in tags.items()})
    return keys


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

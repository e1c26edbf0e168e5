"""GetBucketAcl, GetObjectAcl: the owner has full control. PutBucketAcl, PutObjectAcl: ACLs are off."""

from sealcanvas.s3.bucket import Bucket, bucket_named
from sealcanvas.s3.errors import AccessControlListNotSupported
from sealcanvas.s3.missing import found
from sealcanvas.s3.owner import owner
from sealcanvas.s3.service import s3
from sealcanvas.s3.target import ObjectTarget, object_to_read, read_conditions
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("GetBucketAcl", resource=bucket_named)
def get_bucket_acl(_call: Call, bucket: Bucket, _request: Request) -> Request:
    """Return the one grant that there is: the account's own."""
    return _full_control(bucket.account)


@s3.operation(
    "GetObjectAcl",
    version_action="s3:GetObjectVersionAcl",
    resource=object_to_read,
    conditions=read_conditions,
)
def get_object_acl(call: Call, target: ObjectTarget, _request: Request) -> Request:
    """Return the one grant that there is; the bucket's account owns its objects."""
    found(call, target)
    return _full_control(target.account)


@s3.operation("PutBucketAcl", resource=bucket_named)
def put_bucket_acl(_call: Call, _bucket: Bucket, _request: Request) -> None:
    """Refuse, as AWS does where object ownership is BucketOwnerEnforced."""
    raise AccessControlListNotSupported


@s3.operation(
    "PutObjectAcl",
    version_action="s3:PutObjectVersionAcl",
    resource=object_to_read,
    conditions=read_conditions,
)
def put_object_acl(call: Call, target: ObjectTarget, _request: Request) -> None:
    """Refuse, as AWS does where object ownership is BucketOwnerEnforced."""
    found(call, target)
    raise AccessControlListNotSupported


def _full_control(account: str) -> Request:
    who = owner(account)
    return {"Owner": who, "Grants": [{"Grantee": {**who, "Type": "CanonicalUser"}, "Permission": "FULL_CONTROL"}]}

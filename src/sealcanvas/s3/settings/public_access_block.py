"""GetPublicAccessBlock, PutPublicAccessBlock, DeletePublicAccessBlock."""

from sealcanvas.s3.bucket import Bucket, bucket_named
from sealcanvas.s3.errors import NoSuchPublicAccessBlockConfiguration
from sealcanvas.s3.service import s3
from sealcanvas.s3.settings.bucket_settings import put_setting
from sealcanvas.s3.settings.public_access import NAME, PublicAccess, public_access
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_CHANGE = "s3:PutBucketPublicAccessBlock"


@s3.operation("GetPublicAccessBlock", action="s3:GetBucketPublicAccessBlock", resource=bucket_named)
def get_public_access_block(_call: Call, bucket: Bucket, _request: Request) -> Request:
    """Return the four switches; all are on where none was put."""
    if bucket.settings.get(NAME, {}) is None:
        raise NoSuchPublicAccessBlockConfiguration(BucketName=bucket.name)
    return {"PublicAccessBlockConfiguration": public_access(bucket.settings).to_wire()}


@s3.operation("PutPublicAccessBlock", action=_CHANGE, resource=bucket_named)
def put_public_access_block(call: Call, bucket: Bucket, request: Request) -> None:
    """Set the four switches; those that are not named are off. A policy that is there stays as it is."""
    value = PublicAccess.of_wire(request["PublicAccessBlockConfiguration"])
    put_setting(call.instance, bucket, NAME, value.to_wire())


@s3.operation("DeletePublicAccessBlock", action=_CHANGE, resource=bucket_named)
def delete_public_access_block(call: Call, bucket: Bucket, _request: Request) -> None:
    """Turn all four off."""
    put_setting(call.instance, bucket, NAME, None)

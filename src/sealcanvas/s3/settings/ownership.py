"""GetBucketOwnershipControls, PutBucketOwnershipControls, DeleteBucketOwnershipControls."""

from sealcanvas.s3.bucket import Bucket, bucket_named
from sealcanvas.s3.errors import MalformedXML, NotImplementedByS3, OwnershipControlsNotFoundError
from sealcanvas.s3.service import s3
from sealcanvas.s3.settings.bucket_settings import put_setting
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

ENFORCED = "BucketOwnerEnforced"
_NAME = "ownership"
_CHANGE = "s3:PutBucketOwnershipControls"


@s3.operation("GetBucketOwnershipControls", resource=bucket_named)
def get_bucket_ownership_controls(_call: Call, bucket: Bucket, _request: Request) -> Request:
    """Return BucketOwnerEnforced: the bucket's account owns every object, whoever wrote it."""
    if bucket.settings.get(_NAME, ENFORCED) is None:
        raise OwnershipControlsNotFoundError(BucketName=bucket.name)
    return {"OwnershipControls": {"Rules": [{"ObjectOwnership": ENFORCED}]}}


@s3.operation("PutBucketOwnershipControls", action=_CHANGE, resource=bucket_named)
def put_bucket_ownership_controls(call: Call, bucket: Bucket, request: Request) -> None:
    """Take BucketOwnerEnforced; the other two would bring ACLs, which are not here."""
    rules = request["OwnershipControls"].get("Rules") or []
    if len(rules) != 1:
        raise MalformedXML
    if rules[0]["ObjectOwnership"] != ENFORCED:
        raise NotImplementedByS3(ObjectOwnership=rules[0]["ObjectOwnership"])
    put_setting(call.instance, bucket, _NAME, ENFORCED)


@s3.operation("DeleteBucketOwnershipControls", action=_CHANGE, resource=bucket_named)
def delete_bucket_ownership_controls(call: Call, bucket: Bucket, _request: Request) -> None:
    """Have no rule to show any more; ACLs stay off all the same (*ours*)."""
    put_setting(call.instance, bucket, _NAME, None)

"""CreateBucket."""

from typing import Any

from sealcanvas.s3.bucket_tags import tags_of_set
from sealcanvas.s3.errors import (
    AccessControlListNotSupported,
    BucketAlreadyExists,
    BucketAlreadyOwnedByYou,
    IllegalLocationConstraintException,
    NotImplementedByS3,
    Refused,
)
from sealcanvas.s3.make_bucket import make_bucket
from sealcanvas.s3.names import check_bucket_name
from sealcanvas.s3.service import s3
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource

_FIRST_REGION = "us-east-1"


def _new_bucket(call: Call, request: Request) -> PlainResource:
    check_bucket_name(request["Bucket"])
    return PlainResource(f"arn:aws:s3:::{request['Bucket']}", call.account)


def _location(_call: Call, _bucket: Any, request: Request) -> dict[str, str | tuple[str, ...]]:
    constraint = (request.get("CreateBucketConfiguration") or {}).get("LocationConstraint")
    return {"s3:LocationConstraint": constraint} if constraint else {}


@s3.operation("CreateBucket", resource=_new_bucket, conditions=_location)
def create_bucket(call: Call, target: PlainResource, request: Request) -> Request:
    """Make a bucket of the caller's account in the called region; objects lie sealed from the first on."""
    if not call.principal.account:
        raise Refused
    configuration = request.get("CreateBucketConfiguration") or {}
    _check_features(request, configuration)
    constraint = configuration.get("LocationConstraint")
    region = "eu-west-1" if constraint == "EU" else constraint or _FIRST_REGION
    if region != call.region or constraint == _FIRST_REGION:
        raise IllegalLocationConstraintException(*_constraint_text(constraint))
    tags = tags_of_set(configuration.get("Tags") or [])
    bucket, made = make_bucket(call.instance, request["Bucket"], call.account, region, tags)
    if not made:
        if bucket.account != call.account:
            raise BucketAlreadyExists(BucketName=bucket.name)
        if region != _FIRST_REGION or bucket.region != region:
            # In the first region AWS answers a repetition with success.
            raise BucketAlreadyOwnedByYou(BucketName=bucket.name)
    return {"Location": f"/{bucket.name}", "BucketArn": target.arn}


def _check_features(request: Request, configuration: dict[str, Any]) -> None:
    if request.get("ACL", "private") != "private" or any(
        value for name, value in request.items() if name.startswith("Grant")
    ):
        raise AccessControlListNotSupported
    if (
        request.get("ObjectLockEnabledForBucket")
        or request.get("ObjectOwnership", "BucketOwnerEnforced") != "BucketOwnerEnforced"
        or request.get("BucketNamespace", "global") != "global"
        or configuration.get("Location")
        or configuration.get("Bucket")
    ):
        raise NotImplementedByS3


def _constraint_text(constraint: str | None) -> tuple[str, ...]:
    if constraint is None:
        return ()
    where = "for the region specific endpoint this request was sent to."
    return (f"The {constraint} location constraint is incompatible {where}",)

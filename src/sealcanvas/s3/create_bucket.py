"""CreateBucket."""

from typing import Any

from sealcanvas.access.request import Keys
from sealcanvas.s3.bucket_tags import tags_of_set
from sealcanvas.s3.errors import (
    BucketAlreadyExists,
    BucketAlreadyOwnedByYou,
    IllegalLocationConstraintException,
    InvalidBucketAclWithObjectOwnership,
    InvalidLocationConstraint,
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


def _conditions(_call: Call, _bucket: Any, request: Request) -> Keys:
    configuration = request.get("CreateBucketConfiguration") or {}
    given = {
        "s3:LocationConstraint": configuration.get("LocationConstraint"),
        "s3:x-amz-acl": request.get("ACL"),
        "s3:x-amz-object-ownership": request.get("ObjectOwnership"),
        "s3:x-amz-bucket-namespace": request.get("BucketNamespace"),
    }
    keys: Keys = {name: str(value) for name, value in given.items() if value}
    tags = tags_of_set(configuration.get("Tags") or [])
    if tags:
        keys["aws:TagKeys"] = tuple(tags)
        keys.update({f"aws:RequestTag/{name}": value for name, value in tags.items()})
    return keys


@s3.operation("CreateBucket", resource=_new_bucket, conditions=_conditions)
def create_bucket(call: Call, target: PlainResource, request: Request) -> Request:
    """Make a bucket of the caller's account, in the called region or from the first one in any."""
    if not call.principal.account:
        raise Refused
    configuration = request.get("CreateBucketConfiguration") or {}
    _check_features(request, configuration)
    constraint = configuration.get("LocationConstraint")
    region = "eu-west-1" if constraint == "EU" else constraint or _FIRST_REGION
    if constraint == _FIRST_REGION:
        raise InvalidLocationConstraint(LocationConstraint=constraint)
    if region != call.region and (constraint is None or call.region != _FIRST_REGION):
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
        raise InvalidBucketAclWithObjectOwnership
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

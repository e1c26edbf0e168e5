"""GetBucketLifecycleConfiguration, PutBucketLifecycleConfiguration, DeleteBucketLifecycle."""

import secrets

from sealcanvas.s3.bucket import Bucket, bucket_named
from sealcanvas.s3.errors import MalformedXML, NoSuchLifecycleConfiguration
from sealcanvas.s3.lifecycle.check import check_rules
from sealcanvas.s3.lifecycle.rules_of import NAME
from sealcanvas.s3.service import s3
from sealcanvas.s3.settings.bucket_settings import long_setting, put_long_setting
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_MINIMUM_SIZE = "TransitionDefaultMinimumObjectSize"
_CHANGE = "s3:PutLifecycleConfiguration"


@s3.operation("GetBucketLifecycleConfiguration", action="s3:GetLifecycleConfiguration", resource=bucket_named)
def get_bucket_lifecycle_configuration(call: Call, bucket: Bucket, _request: Request) -> Request:
    """Return the rules as they were put, with the ids that they were given."""
    value: Request | None = long_setting(call.instance, bucket, NAME)
    if value is None:
        raise NoSuchLifecycleConfiguration(BucketName=bucket.name)
    return value


@s3.operation("PutBucketLifecycleConfiguration", action=_CHANGE, resource=bucket_named)
def put_bucket_lifecycle_configuration(call: Call, bucket: Bucket, request: Request) -> Request:
    """Replace the rules; they are for what is there already, too."""
    if not request.get("LifecycleConfiguration"):
        raise MalformedXML
    rules = request["LifecycleConfiguration"].get("Rules") or []
    check_rules(rules)
    named = [{**rule, "ID": rule.get("ID") or secrets.token_hex(24)} for rule in rules]
    size = request.get(_MINIMUM_SIZE) or "all_storage_classes_128K"
    put_long_setting(call.instance, bucket, NAME, {"Rules": named, _MINIMUM_SIZE: size})
    return {_MINIMUM_SIZE: size}


@s3.operation("DeleteBucketLifecycle", action=_CHANGE, resource=bucket_named)
def delete_bucket_lifecycle(call: Call, bucket: Bucket, _request: Request) -> None:
    """Have no rules any more: nothing ends by itself from now on."""
    put_long_setting(call.instance, bucket, NAME, None)

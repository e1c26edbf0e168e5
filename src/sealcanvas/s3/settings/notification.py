"""GetBucketNotificationConfiguration, PutBucketNotificationConfiguration.

The one destination is EventBridge's place: what waits for new objects here (docs/automations.md). Topics, queues and
functions do not exist, and AWS's own answer to a destination that does not exist is what they get.
"""

from sealcanvas.s3.bucket import Bucket, bucket_named, read_bucket
from sealcanvas.s3.errors import InvalidArgument, NotImplementedByS3
from sealcanvas.s3.record import read_object
from sealcanvas.s3.service import s3
from sealcanvas.s3.settings.bucket_settings import put_setting
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request

_NAME = "events"
_DESTINATIONS = (
    ("TopicConfigurations", "TopicArn", "topic"),
    ("QueueConfigurations", "QueueArn", "queue"),
    ("LambdaFunctionConfigurations", "LambdaFunctionArn", "Lambda"),
)


@s3.operation("GetBucketNotificationConfiguration", action="s3:GetBucketNotification", resource=bucket_named)
def get_bucket_notification_configuration(_call: Call, bucket: Bucket, _request: Request) -> Request:
    """Return whether the bucket tells of its objects."""
    return {"EventBridgeConfiguration": {}} if sends_events(bucket) else {}


@s3.operation("PutBucketNotificationConfiguration", action="s3:PutBucketNotification", resource=bucket_named)
def put_bucket_notification_configuration(call: Call, bucket: Bucket, request: Request) -> None:
    """Let the bucket tell of its objects, or with an empty configuration no more."""
    configuration = request["NotificationConfiguration"]
    for member, arn, kind in _DESTINATIONS:
        for each in configuration.get(member) or ():
            if request.get("SkipDestinationValidation"):
                raise NotImplementedByS3(Header="x-amz-skip-destination-validation")
            raise InvalidArgument(
                "Unable to validate the following destination configurations",
                each[arn],
                f"The destination {kind} does not exist",
            )
    put_setting(call.instance, bucket, _NAME, configuration.get("EventBridgeConfiguration") is not None)


def sends_events(bucket: Bucket) -> bool:
    """Whether the bucket's owner lets what waits for new objects know of them."""
    return bool(bucket.settings.get(_NAME))


def told_version(instance: Instance, account: str, bucket_name: str, key: str) -> str | None:
    """The version id of the object that is there now, "" if there is none.

    None where the bucket is not there, is another account's or does not tell of its objects.
    """
    with instance.database.read() as connection:
        bucket = read_bucket(connection, bucket_name)
        if bucket is None or bucket.account != account or not sends_events(bucket):
            return None
        record = read_object(connection, bucket, key)
    return record.version_id if record else ""

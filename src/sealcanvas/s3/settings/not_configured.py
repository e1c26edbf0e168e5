"""Features that are not here: what AWS answers for a bucket that does not use them, so that clients which look go on.

Whatever would turn one of them on is refused by its name (`wire.route_s3`), or below.
"""

from sealcanvas.s3 import errors
from sealcanvas.s3.bucket import Bucket, bucket_named
from sealcanvas.s3.missing import found
from sealcanvas.s3.service import s3
from sealcanvas.s3.target import ObjectTarget, object_to_read, read_conditions
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import Request


def _answers(name: str, action: str, answer: Request) -> None:
    @s3.operation(name, action=f"s3:{action}", resource=bucket_named)
    def _(_call: Call, _bucket: Bucket, _request: Request) -> Request:
        """Answer as AWS does for a bucket that does not use this."""
        return dict(answer)


def _lacks(name: str, action: str, error: type[ServiceError]) -> None:
    @s3.operation(name, action=f"s3:{action}", resource=bucket_named)
    def _(_call: Call, bucket: Bucket, _request: Request) -> Request:
        """Answer as AWS does for a bucket that does not use this: it is not there."""
        raise error("", BucketName=bucket.name)


def _object_lacks(name: str) -> None:
    @s3.operation(name, resource=object_to_read, conditions=read_conditions)
    def _(call: Call, target: ObjectTarget, _request: Request) -> Request:
        """Answer as AWS does for a bucket without object lock."""
        found(call, target)
        raise errors.InvalidRequest("Bucket is missing Object Lock Configuration")


_answers("GetBucketAccelerateConfiguration", "GetAccelerateConfiguration", {})
_answers("GetBucketLogging", "GetBucketLogging", {})
_answers("GetBucketRequestPayment", "GetBucketRequestPayment", {"Payer": "BucketOwner"})
_lacks("GetBucketWebsite", "GetBucketWebsite", errors.NoSuchWebsiteConfiguration)
_answers("DeleteBucketWebsite", "DeleteBucketWebsite", {})
_lacks("GetBucketReplication", "GetReplicationConfiguration", errors.ReplicationConfigurationNotFoundError)
_answers("DeleteBucketReplication", "PutReplicationConfiguration", {})
_lacks("GetObjectLockConfiguration", "GetBucketObjectLockConfiguration", errors.ObjectLockConfigurationNotFoundError)
_object_lacks("GetObjectLegalHold")
_object_lacks("GetObjectRetention")
for _kind in ("Analytics", "IntelligentTiering", "Inventory", "Metrics"):
    _see, _change = f"Get{_kind}Configuration", f"Put{_kind}Configuration"
    _lacks(f"GetBucket{_kind}Configuration", _see, errors.NoSuchConfiguration)
    _lacks(f"DeleteBucket{_kind}Configuration", _change, errors.NoSuchConfiguration)
    _answers(f"ListBucket{_kind}Configurations", _see, {"IsTruncated": False})


@s3.operation("PutBucketRequestPayment", resource=bucket_named)
def put_bucket_request_payment(_call: Call, _bucket: Bucket, request: Request) -> None:
    """Take that the owner pays, as it is; nobody else can."""
    if request["RequestPaymentConfiguration"]["Payer"] != "BucketOwner":
        raise errors.NotImplementedByS3(Payer="Requester")


@s3.operation("PutBucketLogging", resource=bucket_named)
def put_bucket_logging(_call: Call, _bucket: Bucket, request: Request) -> None:
    """Take that nothing is logged, as it is; the audit trail has every call."""
    if request["BucketLoggingStatus"].get("LoggingEnabled"):
        raise errors.NotImplementedByS3(Operation="PutBucketLogging")

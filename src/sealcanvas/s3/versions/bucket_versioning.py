"""GetBucketVersioning and PutBucketVersioning."""

from sqlalchemy import update

from sealcanvas.s3.bucket import Bucket, bucket_named
from sealcanvas.s3.errors import IllegalVersioningConfigurationException, MalformedXML, NotImplementedByS3
from sealcanvas.s3.service import s3
from sealcanvas.s3.tables import buckets
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_STATES = ("Enabled", "Suspended")


@s3.operation("GetBucketVersioning", resource=bucket_named)
def get_bucket_versioning(_call: Call, bucket: Bucket, _request: Request) -> Request:
    """Return whether the bucket keeps versions; nothing where that was never set."""
    return {"Status": bucket.versioning} if bucket.versioning else {}


@s3.operation("PutBucketVersioning", resource=bucket_named)
def put_bucket_versioning(call: Call, bucket: Bucket, request: Request) -> None:
    """Keep versions from now on, or suspend that; what is there stays as it is."""
    configuration = request["VersioningConfiguration"]
    if configuration.get("MFADelete", "Disabled") != "Disabled":
        raise NotImplementedByS3("MfaDelete is not implemented: no device is asked for a code here", Header="x-amz-mfa")
    status = configuration.get("Status")
    if status is None:
        raise IllegalVersioningConfigurationException
    if status not in _STATES:
        raise MalformedXML
    with call.instance.database.transaction() as connection:
        connection.execute(update(buckets).where(buckets.c.bucket_id == bucket.bucket_id).values(versioning=status))

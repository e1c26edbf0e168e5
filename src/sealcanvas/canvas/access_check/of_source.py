"""What an import asks of the object that it reads."""

from collections.abc import Iterator

from sealcanvas.canvas.access_check.asked import Asked
from sealcanvas.canvas.access_check.obstacle import Obstacle, key_obstacle
from sealcanvas.s3.bucket import find_bucket
from sealcanvas.s3.errors import NoSuchBucket
from sealcanvas.s3.record import read_object
from sealcanvas.s3.target import ObjectTarget, read_conditions
from sealcanvas.s3.uri import parse_uri
from sealcanvas.service.authorize import authorize
from sealcanvas.service.call import Call


def of_source(call: Call, role: str, uri: str) -> Iterator[Asked | Obstacle]:
    """The requests that read the object, and what hinders them.

    Of the object no more is told than S3 tells the caller: nothing of another account's bucket, of an object that the
    caller may not read not even whether it is there, and of one that is not, only to who may list the bucket.
    """
    name, key = parse_uri(uri)
    arn = f"arn:aws:s3:::{name}/{key}"
    try:
        bucket = find_bucket(call, name)
    except NoSuchBucket:
        yield Obstacle("ObjectMissing", arn, ("Import",))
        return
    if bucket.account != call.account:
        yield Obstacle("BucketOfOtherAccount", arn, ("Import",))
        return
    yield Asked(role, "s3:GetObject", arn, ("sagemaker",)).of("Import")
    with call.instance.database.read() as connection:
        found = read_object(connection, bucket, key)
    target = ObjectTarget(bucket, key, found)
    if not authorize(call, "s3:GetObject", target, read_conditions(call, target, {})).allowed:
        yield Obstacle("ObjectHidden", arn, ("Import",))
        return
    if found is None:
        listed = authorize(call, "s3:ListBucket", bucket, {}).allowed
        yield Obstacle("ObjectMissing" if listed else "ObjectHidden", arn, ("Import",))
        return
    sealed = found.encryption
    if not sealed.by_kms:
        return
    hindered = key_obstacle(call, sealed.key_arn, "Import")
    if hindered is not None:
        yield hindered
    if sealed.key_arn.split(":")[4] == call.account:
        context = sealed.context(name, key)
        yield Asked(role, "kms:Decrypt", sealed.key_arn, ("sagemaker", "s3"), context).of("Import")

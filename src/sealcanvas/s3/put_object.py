"""PutObject: kms:GenerateDataKey is asked as the caller before the first byte is read."""

from sealcanvas.s3.digests import Digests, Stored
from sealcanvas.s3.encryption import SSE_S3, choose_encryption
from sealcanvas.s3.lifecycle.told import expiration_of
from sealcanvas.s3.object_tags.permission import check_tags_given
from sealcanvas.s3.sealing import check_length, check_whole
from sealcanvas.s3.service import s3
from sealcanvas.s3.store import store_object
from sealcanvas.s3.stored_headers import attributes_of
from sealcanvas.s3.target import ObjectTarget, object_to_write, write_conditions
from sealcanvas.s3.upload_body import body_of
from sealcanvas.s3.versions.version_id import version_written
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("PutObject", resource=object_to_write, conditions=write_conditions, atomic=False)
def put_object(call: Call, target: ObjectTarget, request: Request) -> Request:
    """Seal the payload under a data key of its own, and make it the object."""
    encryption = target.encryption or choose_encryption(call, target.bucket, request)
    attributes = attributes_of(request)
    check_tags_given(call, target, attributes["tags"])
    digests = Digests(request, md5=encryption.algorithm == SSE_S3)
    body = body_of(request)
    check_length(body)

    def settle(size: int) -> Stored:
        check_whole(body, size)
        return digests.settle(body.trailers)

    record = store_object(call, target.bucket, target.key, encryption, body, digests, attributes, request, settle)
    told = expiration_of(call.instance, target.bucket, record)
    return {"ETag": record.etag, **version_written(record), **record.checksum.members(), **encryption.echo(), **told}

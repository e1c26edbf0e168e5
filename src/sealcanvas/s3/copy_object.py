"""CopyObject: kms:Decrypt on the source's key, kms:GenerateDataKey on the destination's, both as the caller."""

from contextlib import closing
from typing import Any

from sealcanvas.s3.copy_source import open_source
from sealcanvas.s3.digests import Digests, Stored, stated_checksum
from sealcanvas.s3.encryption import SSE_S3, Encryption, choose_encryption
from sealcanvas.s3.errors import InvalidArgument, InvalidRequest, NotImplementedByS3
from sealcanvas.s3.lifecycle.told import expiration_of
from sealcanvas.s3.object_tags.permission import check_tags_copied, check_tags_given
from sealcanvas.s3.record import ObjectRecord
from sealcanvas.s3.sealing import MAXIMUM_UPLOAD
from sealcanvas.s3.service import s3
from sealcanvas.s3.store import store_object
from sealcanvas.s3.stored_headers import attributes_of, refuse_what_is_not_there, storage_class
from sealcanvas.s3.target import ObjectTarget, object_to_write, write_conditions
from sealcanvas.s3.versions.version_id import version_read, version_written
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_TO_ITSELF = (
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's "
    "metadata, storage class, website redirect location or encryption attributes."
)


@s3.operation("CopyObject", action="s3:PutObject", resource=object_to_write, conditions=write_conditions, atomic=False)
def copy_object(call: Call, target: ObjectTarget, request: Request) -> Request:
    """Open the source and seal its bytes anew, under the destination's key and a data key of its own."""
    encryption = target.encryption or choose_encryption(call, target.bucket, request)
    if request.get("AnnotationDirective"):
        raise NotImplementedByS3(Header="x-amz-object-annotation-directive")
    source, opened = open_source(call, request)
    try:
        record = opened.record
        if record.size > MAXIMUM_UPLOAD:
            raise InvalidRequest(
                "The specified copy source is larger than the maximum allowable size for a copy source: "
                f"{MAXIMUM_UPLOAD}"
            )
        if source.arn == target.arn and (source.version is None or record.current):
            _check_changes(record, encryption, request)
        attributes = _attributes(record, request)
        check_tags_copied(call, source, record, request)
        check_tags_given(call, target, attributes["tags"])
        stated = stated_checksum(request)
        digests = Digests(
            {},
            md5=encryption.algorithm == SSE_S3,
            algorithm=stated[0] if stated else record.checksum.name,
        )

        def settle(_size: int) -> Stored:
            return digests.settle({})

        # Closed by us: a copy that is refused before its first block leaves the stream where it began.
        with closing(opened.stream()) as blocks:
            made = store_object(
                call, target.bucket, target.key, encryption, blocks, digests, attributes, request, settle
            )
    finally:
        opened.close()
    result = {"ETag": made.etag, "LastModified": made.modified_at, **made.checksum.members()}
    told = version_read(source.bucket, record)
    copied = {"CopySourceVersionId": told["VersionId"]} if told else {}
    copied |= expiration_of(call.instance, target.bucket, made)
    return {"CopyObjectResult": result, **copied, **version_written(made), **encryption.echo()}


def _check_changes(record: ObjectRecord, encryption: Encryption, request: Request) -> None:
    if (
        request.get("MetadataDirective") != "REPLACE"
        and request.get("StorageClass") in (None, record.storage)
        and request.get("WebsiteRedirectLocation") is None
        and not (encryption.requested or encryption.customer)
    ):
        raise InvalidRequest(_TO_ITSELF)


def _attributes(record: ObjectRecord, request: Request) -> dict[str, Any]:
    """The copy's headers, metadata and tags: the request's where it says REPLACE, else the source's."""
    given = attributes_of(request)
    refuse_what_is_not_there(request)
    for name in ("MetadataDirective", "TaggingDirective"):
        if request.get(name) not in (None, "COPY", "REPLACE"):
            raise InvalidArgument(f"Unknown {name}.", name, str(request[name]))
    if request.get("MetadataDirective") != "REPLACE":
        given["headers"] = {k: v for k, v in record.attributes["headers"].items() if k != "WebsiteRedirectLocation"}
        if request.get("WebsiteRedirectLocation"):
            given["headers"]["WebsiteRedirectLocation"] = request["WebsiteRedirectLocation"]
        given["metadata"] = record.attributes["metadata"]
    if request.get("TaggingDirective") != "REPLACE":
        given["tags"] = record.tags
    given["storage"] = storage_class(request.get("StorageClass"))
    return given

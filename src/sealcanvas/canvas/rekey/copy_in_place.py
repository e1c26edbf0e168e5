"""An object copied onto itself under another key: all that it carries stays, and no concurrent write is lost."""

import base64
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlencode

from sealcanvas.s3 import (
    abort_multipart_upload,
    complete_multipart_upload,
    copy_object,
    create_multipart_upload,
    upload_part_copy,
)
from sealcanvas.s3.encryption import DSSE_KMS, SSE_KMS
from sealcanvas.s3.errors import NoSuchUpload
from sealcanvas.s3.record import ObjectRecord
from sealcanvas.s3.sealing import MAXIMUM_UPLOAD
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError

PART = 512 << 20  # bytes of a part, where the object is too large for one copy


Note = Callable[[list[str]], None]
"""Keeps bucket, key and id of the upload that is under way, for a start after a crash to abort; [] when it is over."""


def copy_in_place(
    role: Call, bucket: str, record: ObjectRecord, key_arn: str, note: Note, *, longest: int = MAXIMUM_UPLOAD
) -> None:
    """Seal an object anew under `key_arn`, as `role`, if it is still the version that `record` tells.

    The copy is S3's own: CopyObject, or for objects larger than `longest` bytes a multipart upload of copied parts.

    Raises:
        PreconditionFailed, NoSuchKey: it was written or deleted meanwhile.
        ServiceError: S3's or KMS's refusal.
    """
    encryption = record.encryption
    sealing: dict[str, Any] = {
        "ServerSideEncryption": DSSE_KMS if encryption.two_layers else SSE_KMS,
        "SSEKMSKeyId": key_arn,
        "BucketKeyEnabled": encryption.bucket_key,
        "StorageClass": record.storage,
    }
    if encryption.caller_context:
        text = json.dumps(encryption.caller_context, ensure_ascii=False).encode()
        sealing["SSEKMSEncryptionContext"] = base64.b64encode(text).decode()
    source = {"CopySource": quote(f"{bucket}/{record.key}"), "CopySourceIfMatch": record.etag}
    named = {"Bucket": bucket, "Key": record.key}
    if record.size > longest:
        _in_parts(role, record, named, source, sealing, note)
        return
    redirect = record.attributes["headers"].get("WebsiteRedirectLocation")
    kept = {"WebsiteRedirectLocation": redirect} if redirect else {}
    copy_object(role, {**named, **source, **sealing, **kept, "IfMatch": record.etag})


def abort(role: Call, upload: list[str]) -> None:
    """Abort an upload that a crash left; harmless if it is gone.

    Raises:
        ServiceError: S3's refusal.
    """
    bucket, key, upload_id = upload
    with suppress(NoSuchUpload):
        abort_multipart_upload(role, {"Bucket": bucket, "Key": key, "UploadId": upload_id})


def _in_parts(
    role: Call, record: ObjectRecord, named: dict[str, str], source: dict[str, str], sealing: dict[str, Any], note: Note
) -> None:
    attributes = record.attributes
    carried = {**attributes["headers"], "Metadata": attributes["metadata"], "Tagging": urlencode(attributes["tags"])}
    checksum = {"ChecksumAlgorithm": record.checksum.name}
    upload_id = create_multipart_upload(role, {**named, **carried, **sealing, **checksum})["UploadId"]
    upload = {**named, "UploadId": upload_id}
    note([*upload.values()])
    try:
        parts = []
        for number, start in enumerate(range(0, record.size, PART), 1):
            span = f"bytes={start}-{min(start + PART, record.size) - 1}"
            request = {**upload, **source, "PartNumber": number, "CopySourceRange": span}
            parts.append({"PartNumber": number, "ETag": upload_part_copy(role, request)["CopyPartResult"]["ETag"]})
        complete_multipart_upload(role, {**upload, "MultipartUpload": {"Parts": parts}, "IfMatch": record.etag})
    except ServiceError:
        abort(role, [*upload.values()])
        note([])
        raise
    note([])

"""The checksums that a client states of an S3 document: held against its bytes, as those of uploads are."""

from __future__ import annotations

import hashlib

from sealcanvas.wire import checksums, route_s3
from sealcanvas.wire.message import Request
from sealcanvas.wire.model import Operation


def check_document(operation: Operation, request: Request) -> None:
    """Refuse a document that arrived otherwise than it was sent.

    Args:
        operation: of S3, and not one with a streamed body. Whether its x-amz-checksum headers are the document's is
            said by the model: those of CompleteMultipartUpload are the object's.

    Raises:
        WireError: InvalidDigest, InvalidRequest (no such value, or several), BadDigest (another one).
    """
    headers = route_s3.headers(request)
    md5 = headers.get("content-md5")
    if md5 is not None:
        checksums.check_md5(md5, hashlib.md5(request.body, usedforsecurity=False).digest())
    if not operation.document_checksum:
        return
    stated = checksums.stated(headers)
    if stated is None or stated[1] is None:
        return
    running = checksums.Checksum(stated[0])
    running.update(request.body)
    running.check(stated[1])

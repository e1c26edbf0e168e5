"""An object's bytes on their way out: authentic block by block, from one sealed file or from many parts."""

import logging
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from sealcanvas.crypto.errors import CryptoError, Tampered
from sealcanvas.crypto.sealed import Unsealer, read_header
from sealcanvas.crypto.sealed_range import RangeReader
from sealcanvas.crypto.secret import Secret
from sealcanvas.s3.bucket import Bucket
from sealcanvas.s3.byte_range import ByteRange
from sealcanvas.s3.customer_keys.key import CustomerKey
from sealcanvas.s3.data_keys import open_data_key
from sealcanvas.s3.errors import InternalError, ServiceUnavailable
from sealcanvas.s3.layers.inner import opened_inner
from sealcanvas.s3.record import ObjectRecord, PartRecord, is_there, read_parts
from sealcanvas.s3.seal_context import object_context, part_context
from sealcanvas.s3.state import state_of
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.storage.blob_store import BlobsUnavailable

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Segment:
    """One sealed file of an object: its part number (1 for the only one), and where its plaintext lies."""

    blob_id: str
    number: int
    start: int
    size: int
    context: bytes


def segments_of(bucket: Bucket, record: ObjectRecord, parts: list[PartRecord]) -> list[Segment]:
    """The sealed files of an object, in order."""
    if record.blob_id is not None:
        context = object_context(bucket.name, record.key, record.version_id, record.encryption)
        return [Segment(record.blob_id, 1, 0, record.size, context)]
    found, start = [], 0
    for part in parts:
        context = part_context(
            bucket.name, record.key, record.upload_id or "", part.number, part.blob_id, record.encryption
        )
        found.append(Segment(part.blob_id, part.number, start, part.size, context))
        start += part.size
    return found


class OpenedObject:
    """An object whose data key the caller was allowed to unwrap; its files stay until it is closed."""

    def __init__(self, instance: Instance, record: ObjectRecord, segments: list[Segment]) -> None:
        self.record = record
        self.segments = segments
        self._instance = instance
        self.encryption_members: dict[str, Any] = {}
        self._bucket = ""
        self._data_key: Secret | None = None
        self._first_file: BinaryIO | None = None
        self._pinned = [segment.blob_id for segment in segments]
        state_of(instance).reaper.pin(self._pinned)

    def unlock(self, call: Call, bucket: Bucket, customer: CustomerKey | None) -> None:
        """Ask KMS, as the caller, for the data key; or open it with the customer's key that the request brought.

        Raises:
            AccessDenied, KMSFailure: KMS refuses the caller, or the key cannot be used.
            Refused: the customer's key is another one.
            CryptoError, OSError: the sealed file is not there, or not what was written.
        """
        # Kept open: an object of one file is then read to its end even where another process deletes it.
        self._first_file = self._instance.objects.open(self.segments[0].blob_id)
        header = read_header(self._first_file)
        if header.key_arn != self.record.key_arn:
            raise Tampered("the sealed file names another key than its object")
        encryption = self.record.encryption
        self._bucket = bucket.name
        self._data_key = open_data_key(call, bucket, self.record.key, encryption, header.wrapped_key, customer)
        self.encryption_members = encryption.members() if customer is None else customer.members()

    def stream(self, wanted: ByteRange | None = None) -> "ObjectStream":
        """The plaintext, or a range of it; the stream closes the object.

        Raises:
            InternalError: the beginning is not authentic, or the file is not there.
        """
        stream = ObjectStream(self, wanted or ByteRange(0, self.record.size, self.record.size))
        try:
            stream.prefetch()
        except (CryptoError, OSError) as error:
            stream.close()
            raise internal_error(self.segments[0].blob_id, error) from error
        return stream

    def read(self, segment: Segment, start: int, end: int) -> Iterator[bytes]:
        """Bytes `start` to `end` of one sealed file, authentic block by block."""
        if self._data_key is None:
            raise ValueError("the object was closed")
        with self._file(segment) as file:
            if not self.record.encryption.two_layers:
                yield from _plaintext(file, self._data_key, segment.context, segment.size, start, end)
                return
            with opened_inner(self._instance, self._bucket, self.record.key, file, self._data_key, segment.context) as (
                source,
                key,
                context,
            ):
                yield from _plaintext(source, key, context, segment.size, start, end)

    def _file(self, segment: Segment) -> BinaryIO:
        """The segment's file, at its start; whoever reads closes it."""
        first, self._first_file = self._first_file, None
        if first is None or segment is not self.segments[0]:
            if first is not None:
                first.close()
            return self._instance.objects.open(segment.blob_id)
        first.seek(0)
        return first

    def close(self) -> None:
        """Let go of files and key; harmless when repeated."""
        pinned, self._pinned = self._pinned, []
        if self._first_file is not None:
            self._first_file.close()
            self._first_file = None
        if self._data_key is not None:
            self._data_key.wipe()
            self._data_key = None
        if pinned:
            state_of(self._instance).reaper.unpin(pinned)

    def __del__(self) -> None:
        if getattr(self, "_pinned", None):  # a stream that its reader forgot
            self.close()


class ObjectStream:
    """A range of an object's plaintext in blocks of up to 1 MiB; iterate it once, and close it.

    Nothing from the first chunk on that is not authentic is given out: iterating raises Tampered there.
    """

    def __init__(self, opened: OpenedObject, wanted: ByteRange) -> None:
        self._opened = opened
        self._blocks = _blocks(opened, wanted)
        self._first = b""

    def prefetch(self) -> None:
        """Read the first block, so that damage at the beginning is an answer of its own, not a broken body.

        Raises:
            CryptoError, OSError: the file does not open.
        """
        self._first = next(self._blocks, b"")

    def __iter__(self) -> Iterator[bytes]:
        try:
            first, self._first = self._first, b""
            if first:
                yield first
            yield from self._blocks
        except (CryptoError, OSError) as error:
            internal_error(self._opened.segments[0].blob_id, error)
            raise
        finally:
            self.close()

    def close(self) -> None:
        """Let go of files and key; harmless when repeated."""
        self._blocks.close()
        self._opened.close()


def _plaintext(
    file: BinaryIO, data_key: Secret, context: bytes, size: int, start: int, end: int
) -> Generator[bytes, None, None]:
    if start == 0 and end == size:
        yield from Unsealer(file, data_key, context)
        return
    reader = RangeReader(file, file.seek(0, 2), data_key, context)
    if reader.length != size:
        raise Tampered("the sealed file has another length than its object")
    yield from reader.stream(start, end - start)


def _blocks(opened: OpenedObject, wanted: ByteRange) -> Generator[bytes, None, None]:
    # Outside the stream, so that no cycle keeps files open once the stream is forgotten.
    for segment in opened.segments:
        start = max(wanted.start - segment.start, 0)
        end = min(wanted.end - segment.start, segment.size)
        # An object without bytes has one file, and that is authenticated too.
        if start < end or (segment.size == 0 and wanted.size == 0):
            yield from opened.read(segment, start, end)


def open_object(
    call: Call, bucket: Bucket, record: ObjectRecord, customer: CustomerKey | None = None
) -> OpenedObject | None:
    """Open the version of `record`, or None where that was removed since.

    Args:
        customer: the key that the request brought, where the object is under one.

    Raises:
        AccessDenied, KMSFailure: KMS refuses the caller, or the key cannot be used.
        InternalError: the sealed file is not there, or not what was written.
    """
    # One look and the pin under the database's lock: the reaper cannot come in between.
    with call.instance.database.read() as connection:
        if not is_there(connection, record):
            return None
        parts = read_parts(connection, record.upload_id) if record.upload_id else []
        opened = OpenedObject(call.instance, record, segments_of(bucket, record, parts))
    try:
        opened.unlock(call, bucket, customer)
    except FileNotFoundError as error:
        opened.close()
        with call.instance.database.read() as connection:
            gone = not is_there(connection, record)
        if gone:
            return None  # another process removed the version, and unlinked its file, since we looked
        raise internal_error(opened.segments[0].blob_id, error) from error
    except (CryptoError, OSError) as error:
        opened.close()
        raise internal_error(opened.segments[0].blob_id, error) from error
    except BaseException:
        opened.close()
        raise
    return opened


def internal_error(blob_id: str, error: Exception) -> ServiceError:
    """What the caller learns of a file that does not open; the cause goes to the log."""
    if isinstance(error, BlobsUnavailable):
        return ServiceUnavailable("The store that holds the object does not answer. Please try again.")
    _log.error("sealed blob %s does not open: %s", blob_id, error)
    return InternalError()

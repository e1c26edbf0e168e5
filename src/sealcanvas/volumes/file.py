"""Volume files: each sealed under a fresh file key, which the volume's data key wraps (docs/volumes.md)."""

from typing import BinaryIO

from sealcanvas.crypto.canonical import bind
from sealcanvas.crypto.envelope import open_message, seal_message
from sealcanvas.crypto.sealed import SealedHeader, Sealer, Unsealer, read_header, verify_stream
from sealcanvas.crypto.sealed_header import SealedKind
from sealcanvas.crypto.sealed_range import RangeReader
from sealcanvas.crypto.secret import Secret

_WRAP = b"sealcanvas/volume-file-key@v1"
_FILE = b"sealcanvas/volume-file@v1"


def file_sealer(sink: BinaryIO, volume_key: Secret, key_arn: str, volume_id: str, file_id: str) -> Sealer:
    """Begin the file `file_id` of the volume in `sink`: what is written to it is sealed chunk by chunk.

    Args:
        volume_key: the volume's data key, 32 bytes.
        key_arn: the KMS key that wraps the volume key; told in the header.
        file_id: the file's id; the name that people know is never on the volume.
    """
    file_key = Secret.random(32)
    place = _place(volume_id, file_id)
    wrapped = seal_message(volume_key, _WRAP, place, file_key.reveal())
    sealer = Sealer(sink, file_key, SealedHeader(SealedKind.VOLUME_FILE, key_arn, wrapped), place)
    file_key.wipe()
    return sealer


def seal_file(sink: BinaryIO, volume_key: Secret, key_arn: str, volume_id: str, file_id: str, data: bytes) -> int:
    """Write `data` to `sink` as the file `file_id` of the volume; how many sealed bytes that made.

    Args: as of `file_sealer`.
    """
    sealer = file_sealer(sink, volume_key, key_arn, volume_id, file_id)
    sealer.write(data)
    return sealer.finish()


def range_reader(source: BinaryIO, size: int, volume_key: Secret, volume_id: str, file_id: str) -> RangeReader:
    """Random access to a volume file: only the touched chunks are opened, and the last one.

    Args:
        source: the sealed file, seekable.
        size: its sealed bytes.

    Raises:
        NotSealed, Tampered, Truncated: header, length or place are not what was sealed as `file_id` of this volume.
    """
    source.seek(0)
    place = _place(volume_id, file_id)
    return RangeReader(source, size, _file_key(read_header(source), volume_key, place), place)


def open_file(source: BinaryIO, volume_key: Secret, volume_id: str, file_id: str) -> bytes:
    """The whole content of a volume file.

    Raises:
        NotSealed, Tampered, Truncated: it is not the file that was sealed as `file_id` of this volume.
    """
    header = read_header(source)
    place = _place(volume_id, file_id)
    file_key = _file_key(header, volume_key, place)
    return b"".join(Unsealer(source, file_key, place, header=header))


def reseal_file(
    source: BinaryIO,
    sink: BinaryIO,
    volume_id: str,
    ids: tuple[str, str],
    keys: tuple[Secret, Secret],
    key_arn: str,
) -> int:
    """Seal a file anew under another data key, block by block; how many sealed bytes that made.

    Args:
        ids: the file's id as it lies, and as it will.
        keys: the volume keys that it opens under, and will.
        key_arn: the KMS key that wraps the latter.

    Raises:
        NotSealed, Tampered, Truncated: as for `open_file`; what was written to `sink` must then be thrown away.
    """
    (old_id, new_id), (old_key, new_key) = ids, keys
    header = read_header(source)
    place = _place(volume_id, old_id)
    blocks = Unsealer(source, _file_key(header, old_key, place), place, header=header)
    file_key = Secret.random(32)
    place = _place(volume_id, new_id)
    wrapped = seal_message(new_key, _WRAP, place, file_key.reveal())
    sealer = Sealer(sink, file_key, SealedHeader(SealedKind.VOLUME_FILE, key_arn, wrapped), place)
    for block in blocks:
        sealer.write(block)
    size = sealer.finish()
    file_key.wipe()
    return size


def verify_file(source: BinaryIO, volume_key: Secret, volume_id: str, file_id: str) -> int:
    """Authenticate every byte of a volume file, releasing nothing; the length of its content.

    Raises:
        NotSealed, Tampered, Truncated: as for `open_file`.
    """
    place = _place(volume_id, file_id)
    file_key = _file_key(read_header(source), volume_key, place)
    source.seek(0)
    return verify_stream(source, file_key, place)


def _place(volume_id: str, file_id: str) -> bytes:
    return bind(_FILE, volume_id.encode(), file_id.encode())


def _file_key(header: SealedHeader, volume_key: Secret, place: bytes) -> Secret:
    return Secret(open_message(volume_key, _WRAP, place, header.wrapped_key))

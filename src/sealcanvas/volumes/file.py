"""Volume files: each sealed under a fresh file key, which the volume's data key wraps (docs/volumes.md)."""

from typing import BinaryIO

from sealcanvas.crypto.canonical import bind
from sealcanvas.crypto.envelope import open_message, seal_message
from sealcanvas.crypto.sealed import SealedHeader, Sealer, Unsealer, read_header, verify_stream
from sealcanvas.crypto.sealed_header import SealedKind
from sealcanvas.crypto.secret import Secret

_WRAP = b"sealcanvas/volume-file-key@v1"
_FILE = b"sealcanvas/volume-file@v1"


def seal_file(sink: BinaryIO, volume_key: Secret, key_arn: str, volume_id: str, file_id: str, data: bytes) -> int:
    """Write `data` to `sink` as the file `file_id` of the volume; how many sealed bytes that made.

    Args:
        volume_key: the volume's data key, 32 bytes.
        key_arn: the KMS key that wraps the volume key; told in the header.
        file_id: the file's id; the name that people know is never on the volume.
    """
    file_key = Secret.random(32)
    place = _place(volume_id, file_id)
    wrapped = seal_message(volume_key, _WRAP, place, file_key.reveal())
    sealer = Sealer(sink, file_key, SealedHeader(SealedKind.VOLUME_FILE, key_arn, wrapped), place)
    sealer.write(data)
    size = sealer.finish()
    file_key.wipe()
    return size


def open_file(source: BinaryIO, volume_key: Secret, volume_id: str, file_id: str) -> bytes:
    """The whole content of a volume file.

    Raises:
        NotSealed, Tampered, Truncated: it is not the file that was sealed as `file_id` of this volume.
    """
    header = read_header(source)
    place = _place(volume_id, file_id)
    file_key = _file_key(header, volume_key, place)
    return b"".join(Unsealer(source, file_key, place, header=header))


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

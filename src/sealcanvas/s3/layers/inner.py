"""The inner of two layers: a sealed file under a key of S3's own, which the outer one, under KMS's key, seals anew."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from sealcanvas.crypto.canonical import bind
from sealcanvas.crypto.errors import Tampered
from sealcanvas.crypto.sealed import SealedHeader, Sealer, read_header
from sealcanvas.crypto.sealed_header import SealedKind
from sealcanvas.crypto.sealed_range import RangeReader
from sealcanvas.crypto.secret import Secret
from sealcanvas.s3.encryption import SERVICE_KEY, Encryption
from sealcanvas.s3.layers.source import LayerSource
from sealcanvas.s3.service_key import unwrap_data_key, wrap_data_key
from sealcanvas.service.instance import Instance

_PURPOSE = "s3-inner-data-key"


def inner_context(context: bytes) -> bytes:
    """What the inner layer is bound to: all that the outer one is, and that it is the inner one."""
    return bind(b"sealcanvas/s3-inner-layer@v1", context)


class InnerSealer(Sealer):
    """Seals the inner layer into the sealer of the outer one; the outer one is finished after it.

    Args:
        outer: takes the inner layer's sealed bytes for its plaintext.
        context: what the outer layer is bound to.
    """

    def __init__(self, instance: Instance, bucket: str, key: str, outer: Sealer, context: bytes) -> None:
        data_key = Secret.random(32)
        header = SealedHeader(SealedKind.LAYER, SERVICE_KEY, wrap_data_key(instance, bucket, key, data_key, _PURPOSE))
        try:
            super().__init__(cast("BinaryIO", outer), data_key, header, inner_context(context))
        finally:
            data_key.wipe()


def inner_layer(
    instance: Instance, bucket: str, key: str, encryption: Encryption, context: bytes
) -> Callable[[Sealer], Sealer] | None:
    """What makes the inner layer's sealer from the outer's; None where there is one layer."""
    if not encryption.two_layers:
        return None
    return lambda outer: InnerSealer(instance, bucket, key, outer, context)


@contextmanager
def opened_inner(
    instance: Instance, bucket: str, key: str, file: BinaryIO, outer_key: Secret, context: bytes
) -> Iterator[tuple[BinaryIO, Secret, bytes]]:
    """Open the outer layer: the inner one as a file, its data key, and its context.

    Raises:
        CryptoError: the outer layer is not what was sealed, or holds no inner one of this object.
    """
    outer = RangeReader(file, file.seek(0, 2), outer_key, context)
    source = cast("BinaryIO", LayerSource(outer))
    header = read_header(source)
    if header.kind is not SealedKind.LAYER or header.key_arn != SERVICE_KEY:
        raise Tampered("the inner layer is not one of ours")
    data_key = unwrap_data_key(instance, bucket, key, header.wrapped_key, _PURPOSE)
    source.seek(0)
    try:
        yield source, data_key, inner_context(context)
    finally:
        data_key.wipe()

"""An upload's bytes on their way into a sealed, published blob; memory stays flat."""

import errno
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO, cast

from sealcanvas.crypto.sealed import SealedHeader, Sealer
from sealcanvas.crypto.secret import Secret
from sealcanvas.s3.digests import Digests
from sealcanvas.s3.errors import EntityTooLarge, IncompleteBody, ServiceUnavailable
from sealcanvas.s3.upkeep.sums import SealedSums, SummingSink
from sealcanvas.service.body import Body
from sealcanvas.storage.blob_store import BlobsUnavailable, BlobWriter

MAXIMUM_UPLOAD = 5 * 1024**3
"""The most bytes that one PutObject or one part may have."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What a blob is sealed with."""

    data_key: Secret
    header: SealedHeader
    context: bytes


InnerLayer = Callable[[Sealer], Sealer]
"""Makes the sealer of the inner of two layers from that of the outer one."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was sealed: the plaintext's length, the header, and what its sealed bytes are."""

    size: int
    header: SealedHeader
    sums: SealedSums


def seal_into(
    writer: BlobWriter, blocks: Iterable[bytes], seal: Seal, digests: Digests | None, inner: InnerLayer | None = None
) -> Sealed:
    """Seal a payload into `writer`, unpublished.

    Raises:
        EntityTooLarge: more than one upload may have.
    """
    sink = SummingSink(writer.file)
    outer = Sealer(cast("BinaryIO", sink), seal.data_key, seal.header, seal.context)
    sealer = outer if inner is None else inner(outer)
    size = 0
    for block in blocks:
        size += len(block)
        if size > MAXIMUM_UPLOAD:
            raise EntityTooLarge(ProposedSize=str(size), MaxSizeAllowed=str(MAXIMUM_UPLOAD))
        if digests is not None:
            digests.update(block)
        sealer.write(block)
    sealer.finish()
    if sealer is not outer:
        outer.finish()
    return Sealed(size, seal.header, sink.sums)


def check_length(body: Body) -> None:
    """Refuse a payload that says from the start that it is too large."""
    if body.length is not None and body.length > MAXIMUM_UPLOAD:
        raise EntityTooLarge(ProposedSize=str(body.length), MaxSizeAllowed=str(MAXIMUM_UPLOAD))


def check_whole(body: Body, size: int) -> None:
    """Refuse a payload that did not have its announced length."""
    if body.length is not None and body.length != size:
        raise IncompleteBody


def disk_error(error: OSError) -> Exception:
    """What to answer when the store did not take an upload: 503 where that may pass, else the error itself."""
    if isinstance(error, BlobsUnavailable):
        return ServiceUnavailable("The store that holds the objects does not answer. Please try again.")
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return ServiceUnavailable("There is no space left to store this upload.")
    return error

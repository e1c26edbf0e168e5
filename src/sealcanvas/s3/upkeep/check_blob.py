"""One blob held to what was noted when it was written; no key is asked for, so nothing is opened."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Row

from sealcanvas.crypto.errors import CryptoError
from sealcanvas.crypto.sealed import read_header
from sealcanvas.s3.upkeep.sums import SealedSums
from sealcanvas.service.instance import Instance
from sealcanvas.storage.blob_store import BlobsUnavailable

_BLOCK = 1 << 20


def damage_of(instance: Instance, noted: Row[Any], read: Callable[[int], object] = lambda _: None) -> str:
    """What is wrong with a blob, in one sentence; "" for nothing.

    Args:
        noted: its row of `s3_blobs`.
        read: told after each block how many bytes were read; may wait.

    Raises:
        BlobsUnavailable: the outer store does not answer.
    """
    try:
        with instance.objects.open(noted.blob_id) as file:
            header = read_header(file)
            if int(header.kind) != noted.kind or header.key_arn != noted.key_arn:
                return "its header names another key, or another kind of file"
            file.seek(0)
            sums = SealedSums()
            while block := file.read(_BLOCK):
                sums.update(block)
                read(len(block))
    except FileNotFoundError:
        return "it is missing"
    except BlobsUnavailable:
        raise
    except CryptoError as error:
        return str(error)
    except OSError as error:
        return f"it cannot be read: {error.strerror or type(error).__name__}"
    if sums.size != noted.size:
        return f"it has {sums.size:,} bytes instead of {noted.size:,}"
    return "" if sums.checksum == noted.checksum else "its bytes are not those that were written"

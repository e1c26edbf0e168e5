"""Random access to one file of a volume, whose key is asked for at every read."""

import os
from collections.abc import Callable
from types import TracebackType
from typing import BinaryIO, Self

from sealcanvas.crypto.sealed_range import RangeReader
from sealcanvas.crypto.secret import Secret
from sealcanvas.volumes.file import range_reader


class FileReader:
    """Reads any range of a file; belongs to one thread. What was opened stays readable when it is replaced meanwhile.

    Args:
        source: the sealed file; closed with the reader.
        use_key: the volume's data key for one use, from memory or from KMS, whose refusal passes through.

    Attributes:
        length: plaintext bytes, authentic.

    Raises:
        NotSealed, Tampered, Truncated: it is not the file that was sealed as `file_id` of this volume.
    """

    def __init__(self, source: BinaryIO, use_key: Callable[[], Secret], volume_id: str, file_id: str) -> None:
        self._source, self._use_key = source, use_key
        self._ranges: RangeReader | None = None
        self._asked = True  # for the first read, by opening it
        try:
            size = os.fstat(source.fileno()).st_size
            self._ranges = range_reader(source, size, use_key(), volume_id, file_id)
        except BaseException:
            source.close()
            raise
        self.length = self._ranges.length

    def read(self, offset: int, length: int) -> bytes:
        """The content from `offset` on, `length` bytes or fewer where the file ends.

        Raises:
            Tampered, Truncated: a touched chunk is not what was sealed; nothing is returned.
            ValueError: the reader was closed, or is, because KMS refused the key.
        """
        if self._ranges is None:
            raise ValueError("this reader is closed")
        try:
            if not self._asked:
                self._use_key()
        except BaseException:
            self.close()
            raise
        self._asked = False
        return self._ranges.read(offset, length)

    def close(self) -> None:
        """Forget the file's key and close the file."""
        self._ranges = None
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

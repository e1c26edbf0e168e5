"""A file of a volume while it is written: sealed chunk by chunk, seen by nobody before it is whole."""

from types import TracebackType
from typing import Protocol, Self

from sealcanvas.crypto.sealed import Sealer


class Draft(Protocol):
    """Where the volume keeps what is being written."""

    sealer: Sealer

    def check(self, size: int) -> None:
        """Raise VolumeFull if a file of `size` bytes does not fit."""

    def use_key(self) -> object:
        """Ask for the volume's key once more, from memory or from KMS, whose refusal passes through."""

    def publish(self, size: int) -> None:
        """Make the sealed bytes the volume's file."""

    def discard(self) -> None:
        """Forget them, also where publishing them failed."""


class FileWriter:
    """Writes one file; `commit` makes it the file of its name, and until then the old one stays.

    In a `with` block it is committed at the end, or discarded if the block fails.

    Attributes:
        size: plaintext bytes written so far.
    """

    def __init__(self, draft: Draft) -> None:
        self._draft: Draft | None = draft
        self._asked = True  # for the first write, by making the draft
        self.size = 0

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Seal more; how many bytes, which is all of them.

        Raises:
            VolumeFull: the quota; the file is discarded.
            ServiceError: KMS refuses the key by now; the file is discarded.
            ValueError: it was committed or discarded before.
        """
        draft = self._open()
        length = memoryview(data).nbytes
        try:
            draft.check(self.size + length)
            if not self._asked:
                draft.use_key()
            self._asked = False
            draft.sealer.write(data)
        except BaseException:
            self.discard()
            raise
        self.size += length
        return length

    def commit(self) -> None:
        """Make what was written the file.

        Raises:
            VolumeFull: the quota, which another file took meanwhile.
            ValueError: it was committed or discarded before.
        """
        draft = self._open()
        try:
            draft.sealer.finish()
            draft.publish(self.size)
        except BaseException:
            self.discard()
            raise
        self._draft = None

    def discard(self) -> None:
        """Forget what was written; harmless when it was committed."""
        draft, self._draft = self._draft, None
        if draft is not None:
            draft.discard()

    def _open(self) -> Draft:
        if self._draft is None:
            raise ValueError("this file was committed or discarded")
        return self._draft

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None:
            self.commit()
        else:
            self.discard()

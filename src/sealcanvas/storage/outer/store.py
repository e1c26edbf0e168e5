"""Sealed blobs in an outer store: each in pieces of 8 MiB, the first of which is written last and makes it exist."""

import os
import secrets
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, cast

from sealcanvas.storage.blob_store import StoredBlob
from sealcanvas.storage.blobs import check_id, is_id
from sealcanvas.storage.outer.address import OuterAddress
from sealcanvas.storage.outer.connection import Connection
from sealcanvas.storage.outer.pieces import folder_of, piece_of, read_piece
from sealcanvas.storage.outer.reader import OuterFile
from sealcanvas.storage.outer.writer import OuterWriter


class OuterBlobs:
    """Blobs in an outer store; a `blob_store.BlobStore`.

    Which blobs are being written is noted by empty files in a folder here, so that a start need not list the outer
    store to find what a crash left in it.

    Args:
        address: where they lie.
        notes: the folder of the notes, made at the first.
        environment: where the outer store's credentials are.

    Attributes:
        connection: the outer store itself.

    Raises:
        BadAddress: the credentials are incomplete.
    """

    def __init__(self, address: OuterAddress, notes: Path, environment: Mapping[str, str]) -> None:
        self.address = address
        self.incoming = notes
        self.connection = Connection(address, environment)

    def create(self) -> OuterWriter:
        """Start a new blob."""
        blob_id = secrets.token_hex(16)
        self.incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        note = self.incoming / blob_id
        os.close(os.open(note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        return OuterWriter(blob_id, self.connection, note, lambda: self.delete(blob_id))

    def open(self, blob_id: str) -> BinaryIO:
        """The blob's bytes, seekable; read as they are asked for.

        Raises:
            FileNotFoundError: no such blob.
            BlobsUnavailable: the store does not answer.
        """
        check_id(blob_id)
        return cast("BinaryIO", OuterFile(self.connection, blob_id))

    def size(self, blob_id: str) -> int:
        """How many sealed bytes the blob has.

        Raises:
            FileNotFoundError, BlobsUnavailable: as for `open`.
        """
        check_id(blob_id)
        sizes = {name: size for name, size, _ in self.connection.names(folder_of(blob_id))}
        if piece_of(blob_id, 0) not in sizes:
            raise FileNotFoundError(blob_id)
        return sum(sizes.values())

    def delete(self, blob_id: str) -> None:
        """Remove the blob's pieces, its first one first, and its note; harmless when they are gone already."""
        check_id(blob_id)
        self.connection.delete(sorted(name for name, _, _ in self.connection.names(folder_of(blob_id))))
        self.settle([blob_id])

    def ids(self) -> Iterator[str]:
        """Every published blob's id, in no order; lists the whole outer store."""
        for name, _, _ in self.connection.names():
            found = read_piece(name)
            if found is not None and found[1] == 0:
                yield found[0]

    def everything(self) -> Iterator[StoredBlob]:
        """Every blob, those being written included; lists the whole outer store, and the notes."""
        noted = self._noted()
        seen: dict[str, tuple[int, float, bool]] = {}
        for name, size, written_at in self.connection.names():
            found = read_piece(name)
            if found is None:
                continue
            blob_id, number = found
            before, newest, whole = seen.get(blob_id, (0, noted.pop(blob_id, 0.0), False))
            seen[blob_id] = before + size, max(newest, written_at), whole or number == 0
        for blob_id, (total, newest, whole) in seen.items():
            yield StoredBlob(blob_id, total, newest, whole)
        for blob_id, since in noted.items():
            yield StoredBlob(blob_id, 0, since, whole=False)

    def left_behind(self) -> Iterator[str]:
        """The blobs that are noted as being written."""
        yield from self.unsettled()

    def unsettled(self) -> list[str]:
        """Ids that are noted as being written."""
        return list(self._noted())

    def settle(self, blob_ids: Collection[str]) -> None:
        """Remove the notes of these blobs."""
        for blob_id in blob_ids:
            (self.incoming / blob_id).unlink(missing_ok=True)

    def place(self, blob_id: str) -> str:
        """Where the blob lies."""
        where = f"{self.address.scheme}://{self.address.bucket}/"
        return where + (f"{self.address.prefix}/" if self.address.prefix else "") + folder_of(blob_id)

    def _noted(self) -> dict[str, float]:
        """The notes, and since when they are there."""
        found: dict[str, float] = {}
        for path in self.incoming.iterdir() if self.incoming.is_dir() else ():
            if is_id(path.name):
                try:
                    found[path.name] = path.stat().st_mtime
                except FileNotFoundError:
                    continue
        return found

"""An S3 of another maker on loopback (`rclone serve s3`), and outer stores in it."""

import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sealcanvas.storage.blob_store import BlobStore
from sealcanvas.storage.blobs import BlobFolder
from sealcanvas.storage.outer.address import OuterAddress
from sealcanvas.storage.outer.pieces import piece_of
from sealcanvas.storage.outer.store import OuterBlobs

ACCESS_KEY, SECRET_KEY = "OUTERACCESSKEY000001", "outersecretoutersecretoutersecret"
_BUCKET = "outer"
ENVIRONMENT = {"SEALCANVAS_BLOBS_ACCESS_KEY_ID": ACCESS_KEY, "SEALCANVAS_BLOBS_SECRET_ACCESS_KEY": SECRET_KEY}


class LoopbackBlobs(OuterBlobs):
    """An outer store whose objects are files on this machine.

    Attributes:
        bucket: the folder that is served as its bucket.
    """

    bucket: Path

    def file(self, blob_id: str, piece: int = 0) -> Path:
        """Where a piece of a blob lies."""
        return self.bucket / self.address.prefix / piece_of(blob_id, piece)


@dataclass(frozen=True, slots=True)
class OuterServer:
    """A running server.

    Attributes:
        folder: what it serves; a folder in it is a bucket.
    """

    folder: Path
    port: int
    process: "subprocess.Popen[bytes]"

    def address(self) -> OuterAddress:
        """A prefix of its own."""
        prefix = f"of-{secrets.token_hex(4)}/blobs"
        return OuterAddress.parse(f"s3://{_BUCKET}/{prefix}?endpoint=http://127.0.0.1:{self.port}")

    def blobs(self, notes: Path) -> LoopbackBlobs:
        """A store under a prefix of its own."""
        address = self.address()
        store = LoopbackBlobs(address, notes, ENVIRONMENT)
        store.bucket = self.folder / address.bucket
        return store


@contextmanager
def outer_server(folder: Path) -> Iterator[OuterServer]:
    """Serve `folder` until the block ends."""
    (folder / _BUCKET).mkdir()
    port = free_port()
    rclone = Path(sys.executable).with_name("rclone")
    keys = f"{ACCESS_KEY},{SECRET_KEY}"
    options = ["--addr", f"127.0.0.1:{port}", "--auth-key", keys, "--config", "/dev/null"]
    process = subprocess.Popen(
        [rclone, "serve", "s3", folder, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until_it_answers(port)
        yield OuterServer(folder, port, process)
    finally:
        process.kill()
        process.wait(30)


def file_of_blob(store: BlobStore, blob_id: str) -> Path:
    """Where the sealed bytes of a blob of one piece lie on disk, whichever store it is in."""
    if isinstance(store, BlobFolder):
        return store.path(blob_id)
    assert isinstance(store, LoopbackBlobs)
    return store.file(blob_id)


def put_blob(store: BlobStore, blob_id: str, content: bytes) -> None:
    """Lay a blob of that id into the store, as whoever owns its place could."""
    if isinstance(store, OuterBlobs):
        store.connection.put(piece_of(blob_id, 0), content)
        return
    path = file_of_blob(store, blob_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def until_it_answers(port: int) -> None:
    """Wait until a server listens there."""
    for _ in range(300):
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the server does not answer")

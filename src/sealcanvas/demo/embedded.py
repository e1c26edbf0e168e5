"""The server that the demo starts for itself, with a state folder of its own."""

import os
import shutil
import tempfile
from pathlib import Path

from sealcanvas.client.errors import ServerDidNotStart
from sealcanvas.client.spawned import SpawnedServer

__all__ = ["EmbeddedServer", "ServerDidNotStart"]


class EmbeddedServer(SpawnedServer):
    """A server on a new folder.

    Attributes:
        folder: holds `state` and, beside it, the root key, the server's log and its temporary files.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sealcanvas-demo-"))
        self.root_key = self.folder / "root.key"
        self.temporary = self.folder / "tmp"  # so that the scanner can read what the server puts there
        self.temporary.mkdir(mode=0o700)
        state = self.folder / "state"
        left = ("AWS_", "SEALCANVAS_ROOT")  # its root key is its own, in a file
        kept = {name: value for name, value in os.environ.items() if not name.startswith(left)}
        ours = {
            "SEALCANVAS_HOME": str(state),
            "SEALCANVAS_ROOT_KEY": str(self.root_key),
            "TMPDIR": str(self.temporary),
        }
        super().__init__(state, self.folder / "server.log", {**kept, **ours})

    def remove(self) -> None:
        """Delete state, root key and log."""
        shutil.rmtree(self.folder, ignore_errors=True)

"""A further serving process: `python -m sealcanvas.server.process HOME LISTENING_FD KEY_STORES [TLS_FD]`.

Its standard input begins with the root key, so that its keeper is asked once a server.

It opens the same state by itself: SQLite lets one process write at a time, and every process sees what another
has committed at its next statement. Jobs and housekeeping stay with the first process.
"""

import os
import socket
import sys
import threading
from pathlib import Path

_FIRST_WORD = 40


def main(arguments: list[str]) -> None:
    """Serve until SIGTERM."""
    os.umask(0o077)
    word = _first_word()
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    # Only now: they take a second, and the first process may end within it.
    from sealcanvas.crypto.secret import Secret
    from sealcanvas.kms.key_stores.leaving import leave_key_stores
    from sealcanvas.kms.key_stores.settings import allow, read_settings
    from sealcanvas.server import tls
    from sealcanvas.server.asgi import Application
    from sealcanvas.server.blobs import outer_blobs
    from sealcanvas.server.compose import open_instance
    from sealcanvas.server.door import Door
    from sealcanvas.server.home import Home
    from sealcanvas.server.http import http_server, run
    from sealcanvas.server.run import utc_now

    home = Home(Path(arguments[0]), os.environ)
    description = home.describe()
    instance = open_instance(
        home.folder,
        Secret(word[8:]),
        account=description.account,
        region=description.region,
        clock=utc_now,
        objects=outer_blobs(home, description.blobs),
        epoch=int.from_bytes(word[:8], "big"),
    )
    if arguments[2]:
        allow(instance, read_settings(Path(arguments[2])))
    application = Application(Door(instance))
    context = tls.context_of(int(arguments[3])) if len(arguments) > 3 else None
    with socket.socket(fileno=int(arguments[1])) as sock:
        run(http_server(application, tls=context), sock)
    application.close()
    leave_key_stores(instance)
    instance.database.close()


def _first_word() -> bytes:
    """The root key's number (8 bytes) and the root key (32), as the first process tells them."""
    word = b""
    while len(word) < _FIRST_WORD:
        piece = os.read(0, _FIRST_WORD - len(word))
        if not piece:
            os._exit(1)
        word += piece
    return word


def _end_with_parent() -> None:
    """Wait until standard input ends, which the first process alone holds open, and end at once.

    Whoever locks the state folder next must find nobody in it, so nothing is finished first: the first process did
    not end in order, or it would have sent SIGTERM, and what is half done stays as sound as after a kill. A signal
    would not do: it is lost on a process that is still coming up, and waits for requests on one that serves.
    """
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])

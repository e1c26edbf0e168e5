"""A further serving process: `python -m sealcanvas.server.process HOME LISTENING_FD [TLS_FD]`.

It opens the same state by itself: SQLite lets one process write at a time, and every process sees what another
has committed at its next statement. Jobs and housekeeping stay with the first process.
"""

import os
import signal
import socket
import sys
import threading
from pathlib import Path

from sealcanvas.server import tls
from sealcanvas.server.asgi import Application
from sealcanvas.server.compose import open_instance
from sealcanvas.server.door import Door
from sealcanvas.server.home import Home
from sealcanvas.server.http import http_server, run
from sealcanvas.server.run import utc_now


def main(arguments: list[str]) -> None:
    """Serve until SIGTERM."""
    os.umask(0o077)
    home = Home(Path(arguments[0]), os.environ)
    description, root = home.open()
    instance = open_instance(home.folder, root, account=description.account, region=description.region, clock=utc_now)
    application = Application(Door(instance))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    context = tls.context_of(int(arguments[2])) if len(arguments) > 2 else None
    with socket.socket(fileno=int(arguments[1])) as sock:
        run(http_server(application, tls=context), sock)
    application.close()
    instance.database.close()


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(sys.argv[1:])

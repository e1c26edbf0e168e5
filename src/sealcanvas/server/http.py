"""uvicorn as we run it: uvloop and httptools, no access log, no trust in forwarded addresses."""

import signal
import ssl
import threading
from pathlib import Path
from socket import socket

import uvicorn

from sealcanvas.server.asgi import Application

_DRAIN_SECONDS = 30  # how long running requests may take once the server is told to end


class _Server(uvicorn.Server):
    """uvicorn, but for how it parts from idle clients: it does not wait for their TLS farewell, which never comes."""

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        for connection in list(self.server_state.connections):
            cycle = getattr(connection, "cycle", None)
            transport = getattr(connection, "transport", None)
            if transport is not None and (cycle is None or cycle.response_complete):
                transport.abort()
        await super().shutdown(sockets)


def http_server(
    application: Application, *, uds: Path | None = None, tls: ssl.SSLContext | None = None
) -> uvicorn.Server:
    """A server for `application`, not yet listening.

    Args:
        uds: listen on this Unix socket; else give `run` its sockets.
        tls: speak TLS with this context.
    """
    config = uvicorn.Config(
        application,
        uds=str(uds) if uds else None,
        loop="auto",
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=_DRAIN_SECONDS,
        ssl_context_factory=(lambda _config, _default: tls) if tls else None,
    )
    return _Server(config)


class BackgroundServer:
    """A server in a thread of its own: the door that workers use."""

    def __init__(self, application: Application, uds: Path) -> None:
        self._server = http_server(application, uds=uds)
        self._thread = threading.Thread(target=self._server.run, name="worker-door", daemon=True)

    def start(self) -> None:
        """Listen; returns once connections are taken."""
        self._thread.start()
        waited = threading.Event()
        while not self._server.started and self._thread.is_alive():
            waited.wait(0.01)

    def stop(self) -> None:
        """Finish what is being answered and end."""
        self._server.should_exit = True
        self._thread.join()


def run(server: uvicorn.Server, sock: socket) -> None:
    """Serve on a listening socket until SIGINT or SIGTERM; what is being answered is finished."""
    # uvicorn raises the signal again once it is done: by then it has done its work.
    previous = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        server.run(sockets=[sock])
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)

"""uvicorn as we run it: uvloop and httptools, no access log, no trust in forwarded addresses."""

import asyncio
import signal
import ssl
import threading
from pathlib import Path
from socket import socket
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sealcanvas.server.asgi import Application

_DRAIN_SECONDS = 30  # how long running requests may take once the server is told to end
_MAXIMUM_HEAD = 64 << 10  # bytes of request line and headers; AWS takes 8 KiB of headers
_HEAD_SECONDS = 30.0  # how long a client may take to send them


class Connection(HttpToolsProtocol):
    """uvicorn's connection, with bounds on a request's head: how large it may be, and how long it may take."""

    head_seconds = _HEAD_SECONDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head: int | None = 0  # bytes of the head that is coming in; None behind it
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._head is not None:
            self._head += len(data)
        super().data_received(data)
        if self._head is not None and self._head > _MAXIMUM_HEAD and not self.transport.is_closing():
            self.send_400_response("Your request header section exceeds the maximum allowed size.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect_head()

    def on_headers_complete(self) -> None:
        self._stop_timer()
        self._head = None
        super().on_headers_complete()

    def _expect_head(self) -> None:
        self._stop_timer()
        self._head = 0
        self._timer = self.loop.call_later(self.head_seconds, self._give_up)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()


class _Server(uvicorn.Server):
    """uvicorn, but for how it parts from clients: those that wait for something to happen are answered, and the TLS
    farewell of those that are idle, which never comes, is not waited for.
    """

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        application = self.config.app
        if isinstance(application, Application):
            application.leave()
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
        http=Connection,
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

    def leave(*_: object) -> None:
        # A signal before uvicorn listens for them must not be lost; it raises the others again once it is done.
        server.should_exit = True

    previous = {number: signal.signal(number, leave) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        server.run(sockets=[sock])
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)

"""Connections to a proxy: kept open for a while, few at a time, never to this server itself."""

import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from threading import BoundedSemaphore

from sealcanvas.kms.key_stores.settings import Proxy
from sealcanvas.wire.outgoing import Answer, exchange, left_until, opened

MAXIMUM_BYTES = 65_536
_AT_ONCE = 16
_IDLE_SECONDS = 10.0


@dataclass(slots=True)
class Connections:
    """A process's connections to one proxy.

    Args:
        own_port: the port on which this server answers now, 0 where it does not.
    """

    proxy: Proxy
    own_port: Callable[[], int]
    _places: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(_AT_ONCE))
    _idle: list[tuple[HTTPConnection, float]] = field(default_factory=list)

    def post(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """One request and its answer, within the proxy's time.

        Raises:
            TooLong, OSError, HTTPException: see `wire.outgoing`.
        """
        deadline = time.monotonic() + self.proxy.seconds
        if not self._places.acquire(timeout=left_until(deadline)):
            raise TimeoutError
        try:
            kept = self._kept()
            if kept is not None:
                try:
                    return self._asked(kept, deadline, path, headers, body)
                except (OSError, HTTPException):
                    left_until(deadline)  # the proxy may have closed it meanwhile: once more, over a new one
            return self._asked(self._new(deadline), deadline, path, headers, body)
        finally:
            self._places.release()

    def close(self) -> None:
        """Close what is kept open."""
        while self._idle:
            self._idle.pop()[0].close()

    def _asked(
        self, connection: HTTPConnection, deadline: float, path: str, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        try:
            answer = exchange(connection, deadline, MAXIMUM_BYTES, "POST", path, headers, body)
        except BaseException:
            connection.close()
            raise
        if 300 <= answer.status < 400 or connection.sock is None:
            connection.close()
        else:
            self._idle.append((connection, time.monotonic()))
        return answer

    def _kept(self) -> HTTPConnection | None:
        while self._idle:
            connection, since = self._idle.pop()
            if time.monotonic() - since < _IDLE_SECONDS:
                return connection
            connection.close()
        return None

    def _new(self, deadline: float) -> HTTPConnection:
        proxy = self.proxy
        connection = HTTPConnection(proxy.host, proxy.port)
        connection.auto_open = 0  # never by itself: past TLS and every check
        connection.sock = opened(
            proxy.host, proxy.port, proxy.tls, deadline, name=proxy.name, check=self._require_somebody_else
        )
        return connection

    def _require_somebody_else(self, connection: socket.socket) -> None:
        there, port, *_ = connection.getpeername()
        here, *_ = connection.getsockname()
        if port == self.own_port() and (there == here or ip_address(there.partition("%")[0]).is_loopback):
            raise OSError("that is this server itself")

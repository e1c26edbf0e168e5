"""Connections that this server opens to others: bounded in time, first packet to last byte, whatever they do."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from threading import Thread, Timer


class Unreachable(Exception):
    """The other side could not be reached, or did not answer in time."""


class TimedOut(Unreachable):
    """It did not answer in time."""


class WrongCertificate(Exception):
    """The other side's certificate is not trusted."""


class TLSFailed(Unreachable):
    """The other side speaks no TLS that we do."""


class Malformed(Unreachable):
    """What the other side answers is no HTTP."""


class TooLong(Exception):
    """The answer has more bytes than it may."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; of a redirect no body is read."""

    status: int
    body: bytes = field(repr=False)


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the standard library raises into this module's errors."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise WrongCertificate(error.verify_message) from None
    except TimeoutError:
        raise TimedOut("TimeoutError") from None
    except ssl.SSLError as error:
        raise TLSFailed(type(error).__name__) from None
    except (OSError, UnicodeError) as error:  # UnicodeError: a host that no name server can be asked for
        raise Unreachable(type(error).__name__) from None
    except HTTPException as error:
        raise Malformed(type(error).__name__) from None


def left_until(deadline: float) -> float:
    """Seconds until `deadline` (of `time.monotonic`).

    Raises:
        TimeoutError: it is over.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def opened(
    host: str,
    port: int,
    context: ssl.SSLContext | None,
    deadline: float,
    *,
    name: str = "",
    check: Callable[[socket.socket], None] | None = None,
) -> socket.socket:
    """A connection, with TLS where there is a context.

    Args:
        name: the host name that the certificate must be for; `host` without it.
        check: looks at the connection before anything is sent, and may raise.

    Raises:
        OSError: ssl.SSLError, TimeoutError and others; see `translated`.
    """
    plain = _reached(host, port, deadline)
    try:
        if check is not None:
            check(plain)
        if context is None:
            return plain
        with until(plain, deadline):
            return context.wrap_socket(plain, server_hostname=name or host)
    except BaseException:
        plain.close()
        left_until(deadline)  # what was cut off at the deadline looks like a broken handshake
        raise


@contextmanager
def until(connection: socket.socket, deadline: float) -> Iterator[None]:
    """End the connection at the deadline, however slowly the other side still sends."""
    timer = Timer(left_until(deadline), _shut, (connection,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def exchange(
    connection: HTTPConnection,
    deadline: float,
    maximum: int,
    method: str,
    target: str,
    headers: Mapping[str, str],
    body: bytes | None = None,
) -> Answer:
    """One request and its answer, over a connection that has a socket.

    Args:
        maximum: bytes that the answer may have.

    Raises:
        TooLong: it has more.
        OSError, HTTPException: see `translated`.
    """
    connection.sock.settimeout(left_until(deadline))
    try:
        with until(connection.sock, deadline):
            connection.request(method, target, body, dict(headers))
            with connection.getresponse() as response:  # else an error that is kept keeps the connection open
                left_until(deadline)  # what was cut off at the deadline looks like a short answer
                redirect = 300 <= response.status < 400
                answer = b"" if redirect else response.read(maximum + 1)
    finally:
        left_until(deadline)  # ... or like a broken connection
    if len(answer) > maximum:
        raise TooLong(f"more than {maximum} bytes")
    return Answer(response.status, answer)


def _reached(host: str, port: int, deadline: float) -> socket.socket:
    """A connection to the first of a host's addresses that answers: all of them share the time that is left."""
    failure = OSError("the host has no address")
    for address in _addresses(host, port, deadline):
        try:
            made = socket.create_connection((address, port), timeout=left_until(deadline))
        except OSError as error:
            failure = error
        else:
            # A body follows its header in a packet of its own: it must not wait until the header is acknowledged.
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return made
    raise failure


def _addresses(host: str, port: int, deadline: float) -> list[str]:
    """The host's addresses; a name server that does not answer is waited for until the deadline alone."""
    with suppress(ValueError):
        return [str(ip_address(host))]
    found: list[str] = []
    failed: list[BaseException] = []

    def ask() -> None:
        try:
            found.extend(str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            failed.append(error)

    asking = Thread(target=ask, name="name-server", daemon=True)
    asking.start()
    asking.join(left_until(deadline))
    if asking.is_alive():
        raise TimeoutError
    if failed:
        raise failed[0]
    return found


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):  # it was closed a moment ago
        socket.socket.shutdown(connection, socket.SHUT_RDWR)

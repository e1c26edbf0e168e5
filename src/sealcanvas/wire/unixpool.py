"""A botocore http session over a Unix domain socket."""

from __future__ import annotations

import socket
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from urllib3 import HTTPConnectionPool, Retry, Timeout
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.exceptions import ReadTimeoutError as PoolReadTimeoutError


class _Connection(HTTPConnection):
    socket_path = ""

    def _new_conn(self) -> socket.socket:
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            if isinstance(self.timeout, int | float):
                made.settimeout(self.timeout)
            made.connect(self.socket_path)
        except OSError as error:
            made.close()
            raise NewConnectionError(self, f"cannot connect to {self.socket_path}: {error}") from error
        return made


class UnixSession:
    """Takes the place of botocore's URLLib3Session: each request goes to one socket, whatever its host.

    path: of the socket. connections: kept open at most. timeouts in seconds.
    """

    def __init__(self, path: str, connections: int, connect_timeout: float, read_timeout: float) -> None:
        self._path = path
        self._pool = HTTPConnectionPool(
            "localhost", maxsize=connections, timeout=Timeout(connect=connect_timeout, read=read_timeout)
        )
        # A class per session carries the path, since urllib3 builds connections from keyword arguments it knows.
        self._pool.ConnectionCls = type("_ConnectionTo", (_Connection,), {"socket_path": path})

    def send(self, request: Any) -> Any:
        """Sends an AWSPreparedRequest and returns an AWSResponse.

        Raises botocore's EndpointConnectionError or ReadTimeoutError.
        """
        target = "/" + request.url.split("://", 1)[1].partition("/")[2]
        # urllib3 sends the body at once and skips an interim answer, so the question would only cost a round trip.
        headers = {k: v for k, v in request.headers.items() if k.lower() != "expect"}
        encoding = headers.get("Transfer-Encoding", "")
        try:
            answer = self._pool.urlopen(
                request.method,
                target,
                body=request.body,
                headers=headers,
                retries=Retry(False),
                preload_content=False,
                decode_content=False,
                chunked=encoding in ("chunked", b"chunked"),
                enforce_content_length=False,
            )
        except PoolReadTimeoutError as error:
            raise ReadTimeoutError(endpoint_url=request.url, error=error) from error
        except (HTTPError, OSError) as error:
            raise EndpointConnectionError(endpoint_url=f"unix:{self._path}", error=error) from error
        response = AWSResponse(request.url, answer.status, answer.headers, answer)
        if not request.stream_output:
            _ = response.content  # reads the body and gives the connection back
        return response

    def close(self) -> None:
        """Closes the idle connections."""
        self._pool.close()

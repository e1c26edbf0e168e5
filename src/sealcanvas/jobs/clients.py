"""AWS clients whose credentials renew themselves: each call goes out with the newest session of the job's role."""

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from sealcanvas.wire.client import connect


class Clients:
    """Makes clients for one job, and remakes them when the supervisor sends new credentials.

    Args:
        endpoint: path of the server's Unix socket.
        credentials: access_key, secret_key and session_token.
    """

    def __init__(self, endpoint: str, region: str, credentials: dict[str, str]) -> None:
        self._endpoint, self._region, self._credentials = endpoint, region, credentials
        self._made: dict[str, Any] = {}
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return "Clients(…)"

    def refresh(self, credentials: dict[str, str]) -> None:
        """Use other credentials from the next call on."""
        with self._lock:
            self._credentials = credentials
            self._made.clear()

    def current(self, service: str) -> Any:
        """A botocore client with the newest credentials; good for the next minutes."""
        with self._lock:
            client = self._made.get(service)
            if client is None:
                made = self._credentials
                client = self._made[service] = connect(
                    service,
                    self._endpoint,
                    made["access_key"],
                    made["secret_key"],
                    made["session_token"],
                    self._region,
                )
            return client

    def client(self, service: str) -> "CurrentClient":
        """A client that may be kept for as long as the job runs."""
        return CurrentClient(self, service)


class CurrentClient:
    """Looks like the botocore client of its service; each attribute is taken from the current one."""

    def __init__(self, clients: Clients, service: str) -> None:
        self._clients, self._service = clients, service

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._clients.current(self._service), name)
        return _told(found, self._service) if callable(found) else found


def _told(function: Callable[..., Any], service: str) -> Callable[..., Any]:
    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            # botocore's errors name the operation, but not the service that failed.
            with suppress(AttributeError):
                error.sealcanvas_service = service  # type: ignore[attr-defined]  # for jobs.failures
            raise

    return call

"""AWS clients whose credentials renew themselves: each call goes out with the newest session of the job's role."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import wraps
from typing import Any

from sealcanvas.jobs.failures import is_expired
from sealcanvas.wire.client import connect, renew

_EXPIRED_SECONDS = 10.0  # how long a call waits for credentials that the server's next renewal brings


class Clients:
    """Makes clients for one job, and has them sign with new credentials when the supervisor sends some.

    Args:
        endpoint: path of the server's Unix socket, or its URL.
        credentials: access_key, secret_key and session_token.
        certificate: path of a PEM file to trust for https.
    """

    def __init__(self, endpoint: str, region: str, credentials: dict[str, str], certificate: str | None = None) -> None:
        self._endpoint, self._region, self._credentials = endpoint, region, credentials
        self._certificate = certificate
        self._made: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._refreshed = threading.Condition(self._lock)
        self._generation = 0

    def __repr__(self) -> str:
        return "Clients(…)"

    @property
    def place(self) -> tuple[str, str]:
        """The server and the region that the clients are made for."""
        return self._endpoint, self._region

    def refresh(self, credentials: dict[str, str]) -> None:
        """Use other credentials from the next call on."""
        with self._refreshed:
            self._credentials = credentials
            for client in self._made.values():
                renew(client, *_three(credentials))
            self._generation += 1
            self._refreshed.notify_all()

    @property
    def generation(self) -> int:
        """How often credentials came."""
        return self._generation

    def newer(self, generation: int) -> bool:
        """Wait a while for credentials behind the `generation`th; whether there are some."""
        with self._refreshed:
            return self._refreshed.wait_for(lambda: self._generation > generation, _EXPIRED_SECONDS)

    def current(self, service: str) -> Any:
        """A botocore client that signs with the newest credentials."""
        with self._lock:
            client = self._made.get(service)
            if client is None:
                three = _three(self._credentials)
                made = connect(service, self._endpoint, *three, self._region, ca=self._certificate)
                client = self._made[service] = made
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
        return self._told(found) if callable(found) else found

    def _told(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            generation = self._clients.generation
            try:
                return function(*args, **kwargs)
            except Exception as error:
                if is_expired(error) and self._clients.newer(generation):
                    return function(*args, **kwargs)
                # botocore's errors name the operation, but neither the service that failed nor what it was about.
                with suppress(AttributeError):
                    error.sealcanvas_service = self._service  # type: ignore[attr-defined]  # for jobs.failures
                    error.sealcanvas_resource = _resource(kwargs)  # type: ignore[attr-defined]  # likewise
                raise

        return call


def _resource(request: Mapping[str, Any]) -> str:
    """The bucket or object that a request to S3 names; "" for other services."""
    if "Bucket" not in request:
        return ""
    return f"s3://{request['Bucket']}" + (f"/{request['Key']}" if "Key" in request else "")


def _three(credentials: dict[str, str]) -> tuple[str, str, str]:
    return credentials["access_key"], credentials["secret_key"], credentials["session_token"]

"""How a command reaches the server: that of the state folder, or one of its own for as long as it needs."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from sealcanvas.client.errors import ServerDidNotStart
from sealcanvas.client.spawned import SpawnedServer, is_healthy
from sealcanvas.server.environment import environment_of
from sealcanvas.server.home import Home

_WAIT_SECONDS = 60.0
# Nobody else speaks to it, so that it may use all cores for the one task.
_OPTIONS = ("--jobs", "1")


@dataclass(frozen=True, slots=True)
class Connection:
    """A server that answers, and its account's administrator.

    Attributes:
        session: of the administrator; it knows the service model of `sealcanvas`.
    """

    account: str
    region: str
    session: boto3.Session = field(repr=False)
    endpoint: str = ""
    certificate: str | None = None

    def client(self, service: str) -> Any:
        """An unmodified boto3 client of the administrator."""
        config = Config(retries={"total_max_attempts": 3}, s3={"addressing_style": "path"})
        return self.session.client(service, endpoint_url=self.endpoint, config=config, verify=self.certificate)


@contextmanager
def connected(home: Home, tell: Callable[[str], None]) -> Iterator[Connection]:
    """The server of `home`; without a running one, one of our own that ends with the block.

    Args:
        tell: hears what a user should know, a line at a time.

    Raises:
        ServerDidNotStart: there is no server, and none comes up.
        HomeError, RootUnavailable, WrongRoot: the state folder cannot be opened.
    """
    if home.in_use:
        _wait_healthy(home)
        yield connection_to(home)
        return
    new = not home.exists
    with tempfile.TemporaryDirectory(prefix="sealcanvas-") as folder:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        server = SpawnedServer(home.folder, Path(folder) / "server.log", environment, tied=True)
        server.start(*_OPTIONS)
        try:
            if new:
                description = home.describe()
                tell(f"made the state folder {home.folder}")
                kept = home.kept_root(description)
                where = kept.where(kept.record().current.root)
                tell(f"made the root key, kept by {where}: without it nothing opens")
            yield connection_to(home)
        finally:
            server.stop()


def connection_to(home: Home) -> Connection:
    """The administrator's connection to a server that runs on `home`."""
    environment = environment_of(home)
    # Every client made from here on knows the service model of `sealcanvas`.
    os.environ["AWS_DATA_PATH"] = environment["AWS_DATA_PATH"]
    return Connection(
        account=home.describe().account,
        region=environment["AWS_DEFAULT_REGION"],
        session=boto3.Session(
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
            region_name=environment["AWS_DEFAULT_REGION"],
        ),
        endpoint=environment["AWS_ENDPOINT_URL"],
        certificate=environment.get("AWS_CA_BUNDLE"),
    )


def _wait_healthy(home: Home) -> None:
    """A server that holds the folder may still be coming up."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < deadline and home.in_use:
        endpoint = home.endpoint()
        if endpoint is not None and is_healthy(endpoint):
            return
        time.sleep(0.1)
    raise ServerDidNotStart(f"a server holds {home.folder}, but it does not answer")

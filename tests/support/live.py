"""A real server process, and unmodified boto3 clients of it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import boto3
import botocore.session
from botocore.config import Config
from botocore.loaders import Loader, create_loader

from sealcanvas.demo.embedded import EmbeddedServer
from sealcanvas.server.environment import environment_of


@dataclass(frozen=True, slots=True)
class Live:
    """A server that answers, and its administrator's environment."""

    server: EmbeddedServer
    environment: dict[str, str]
    account: str
    clients: list[Any] = field(default_factory=list, repr=False)

    def client(self, service: str, credentials: dict[str, str] | None = None, **config: Any) -> Any:
        """A boto3 client of the administrator, or of somebody's credentials (as STS returns them)."""
        who = credentials or {
            "AccessKeyId": self.environment["AWS_ACCESS_KEY_ID"],
            "SecretAccessKey": self.environment["AWS_SECRET_ACCESS_KEY"],
        }
        core = botocore.session.Session()
        core.register_component("data_loader", _models())
        session = boto3.Session(
            who["AccessKeyId"],
            who["SecretAccessKey"],
            who.get("SessionToken"),
            self.environment["AWS_DEFAULT_REGION"],
            botocore_session=core,
        )
        settings = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, **config)
        client = session.client(
            service,
            endpoint_url=self.environment["AWS_ENDPOINT_URL"],
            config=settings,
            verify=self.environment.get("AWS_CA_BUNDLE"),
        )
        self.clients.append(client)  # kept until the end: a client that is forgotten leaves its connections open
        return client


@cache
def _models() -> Loader:
    """AWS's service models, read once for all clients: each would hold 10 MiB of its own, read in 0.2 seconds."""
    return create_loader(os.environ["AWS_DATA_PATH"])


@contextmanager
def live_server(*options: str) -> Iterator[Live]:
    """A server of its own, ended and removed when the block ends.

    Args:
        options: further options of `sealcanvas up`.
    """
    server = EmbeddedServer()
    server.start(*options)
    live = Live(server, environment_of(server.home), server.home.describe().account)
    try:
        yield live
    finally:
        for client in live.clients:
            client.close()
        server.stop()
        server.remove()

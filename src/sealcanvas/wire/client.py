"""Clients of our own services, made from our own models: what job workers speak to the server with."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES as VARIABLES  # spelled so there
from botocore.credentials import Credentials
from botocore.loaders import Loader

from sealcanvas.wire.model import SERVICES, document
from sealcanvas.wire.unixpool import UnixSession

_HOST = "http://localhost"


class _TrimmedLoader:
    """botocore's loader, but for service models, which are ours."""

    def __init__(self) -> None:
        self._loader = Loader(extra_search_paths=[str(sealcanvas_models())])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def load_service_model(self, service: str, type_name: str, api_version: str | None = None) -> Any:
        if type_name == "service-2" and service in SERVICES:
            return document(service)
        return self._loader.load_service_model(service, type_name, api_version)


def sealcanvas_models() -> Any:
    """The folder that AWS_DATA_PATH points to, so that boto3 and the AWS CLI know the service `sealcanvas`."""
    return files("sealcanvas.wire") / "models" / "data"


def _defaults() -> dict[str, Any]:
    """botocore's settings at their defaults: else a worker would obey the environment of whoever started the server."""
    found = {name: (None, None, default, cast) for name, (_, _, default, cast) in VARIABLES.items()}
    return found | dict.fromkeys(("profile", "config_file", "credentials_file"), (None, None, None, None))


def connect(
    service: str,
    endpoint: str,
    access_key: str,
    secret_key: str,
    session_token: str | None,
    region: str,
    *,
    attempts: int = 3,
    connect_timeout: float = 5.0,
    read_timeout: float = 60.0,
    connections: int = 10,
    ca: str | None = None,
) -> Any:
    """A botocore client of a served service.

    endpoint: an http or https URL, or the path of a Unix socket. attempts: in all, 1 for no retry. Timeouts in seconds.
    ca: path of a PEM file to trust for https. Nothing of the environment or of ~/.aws is read. Raises KeyError for a
    service that is not served.
    """
    if service not in SERVICES:
        raise KeyError(service)
    is_url = endpoint.startswith(("http://", "https://"))
    session = botocore.session.Session(session_vars=_defaults())
    session.register_component("data_loader", _TrimmedLoader())
    config = Config(
        signature_version="s3v4" if service == "s3" else "v4",
        retries={"total_max_attempts": attempts, "mode": "standard"},
        connect_timeout=connect_timeout,
        read_timeout=read_timeout,
        max_pool_connections=connections,
        s3={"addressing_style": "path"},
        proxies={},
        ignore_configured_endpoint_urls=True,
        # A body is compressed at no gain on this machine, and no served operation takes compressed ones.
        disable_request_compression=True,
    )
    client = session.create_client(
        service,
        region_name=region,
        endpoint_url=endpoint if is_url else _HOST,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        aws_session_token=session_token,
        verify=ca if ca is not None else True,
        config=config,
    )
    if not is_url:
        # botocore has no seam for transports: every client sends through this one attribute of its endpoint.
        client._endpoint.http_session = UnixSession(endpoint, connections, connect_timeout, read_timeout)
    return client


def renew(client: Any, access_key: str, secret_key: str, session_token: str | None) -> None:
    """Have a client of `connect` sign with other credentials from its next call on; its connections stay."""
    # botocore renews only credentials that it fetches by itself: the signer asks this attribute at every request.
    client._request_signer._credentials = Credentials(access_key, secret_key, session_token)

"""Which proxies and clusters this server may speak to: the operator's word alone (`sealcanvas up --key-stores`)."""

import ssl
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sealcanvas.iam.oidc_url import is_loopback
from sealcanvas.kms.key_stores.settings_values import Table, Wrong
from sealcanvas.service.instance import Instance

_SECONDS = 0.25
_PART = "kms.key_stores.allowed"


class SettingsRefused(Exception):
    """The file cannot be used; the message says why, in one line."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """An XKS proxy.

    Attributes:
        endpoint: as callers name it, in lower case.
        host, port: where it is.
        tls: None for plain http, on loopback alone.
        accounts: who may use it; None for everybody.
        seconds: that a request may take, all in all.
    """

    endpoint: str
    host: str
    port: int
    tls: ssl.SSLContext | None
    accounts: frozenset[str] | None = None
    seconds: float = _SECONDS

    @property
    def name(self) -> str:
        """The host name that its certificate is for, and that requests are signed for."""
        return urlsplit(self.endpoint).hostname or ""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A token that speaks PKCS#11.

    Attributes:
        trust_anchor: the certificate (PEM) that callers must know.
    """

    cluster_id: str
    module: Path
    token: str
    trust_anchor: str
    accounts: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the operator allows: proxies by their endpoints, clusters by their ids."""

    proxies: Mapping[str, Proxy] = field(default_factory=dict)
    clusters: Mapping[str, Cluster] = field(default_factory=dict)

    def proxy(self, endpoint: str, account: str) -> Proxy | None:
        """The proxy behind an endpoint, if the account may use it."""
        found = self.proxies.get(endpoint.lower())
        return found if found is not None and _may(found.accounts, account) else None

    def cluster(self, cluster_id: str, account: str) -> Cluster | None:
        """The cluster of that id, if the account may use it."""
        found = self.clusters.get(cluster_id)
        return found if found is not None and _may(found.accounts, account) else None


def allow(instance: Instance, allowed: Allowed) -> None:
    """Let this process's instance speak to them, and to nothing else."""
    instance.parts[_PART] = allowed


def allowed_of(instance: Instance) -> Allowed:
    """What `allow` has allowed; nothing without it."""
    found: Allowed = instance.parts.get(_PART) or Allowed()
    return found


def read_settings(path: Path) -> Allowed:
    """What the file says (docs/key-stores.md).

    Raises:
        SettingsRefused: it cannot be read, or says something else.
    """
    try:
        values = tomllib.loads(path.read_text("utf-8"))
        proxies = [_proxy(Table(each, path.parent)) for each in _tables(values, "proxy")]
        clusters = [_cluster(Table(each, path.parent)) for each in _tables(values, "cluster")]
        Table(values, path.parent).end()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ssl.SSLError, Wrong) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise SettingsRefused(f"{path}: {why}") from None
    if len({each.endpoint for each in proxies}) < len(proxies) or len({c.cluster_id for c in clusters}) < len(clusters):
        raise SettingsRefused(f"{path}: an endpoint or a cluster stands there twice")
    return Allowed({each.endpoint: each for each in proxies}, {each.cluster_id: each for each in clusters})


def _tables(values: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = values.pop(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Wrong(f"{name} is written [[{name}]]")
    return found


def _proxy(table: Table) -> Proxy:
    endpoint = table.text("endpoint", r"https://[a-z0-9.-]{1,119}", lower=True)
    url = table.text("url", r"https?://[^/?#@\s]+/?", default=endpoint)
    parts = urlsplit(url)
    try:
        host, port = parts.hostname or "", parts.port or 443
    except ValueError:
        raise Wrong(f"url {url} has no port that there is") from None
    if parts.scheme == "http" and not (is_loopback(url) and parts.port):
        raise Wrong(f"url {url}: http is for a port of this machine alone, such as http://127.0.0.1:8443")
    ca, certificate, key = (table.file(name) for name in ("ca", "certificate", "key"))
    if parts.scheme == "http" and (ca or certificate or key):
        raise Wrong("ca, certificate and key are of no use with http")
    if (certificate is None) != (key is None):
        raise Wrong("certificate and key go together")
    seconds = table.number("seconds", 0.05, 5.0, _SECONDS)
    accounts = table.accounts()
    table.end()
    tls = None if parts.scheme == "http" else ssl.create_default_context(cafile=str(ca) if ca else None)
    if tls is not None and certificate is not None and key is not None:
        tls.load_cert_chain(certificate, key, password=_no_passphrase)
    return Proxy(endpoint, host, port, tls, accounts, seconds)


def _cluster(table: Table) -> Cluster:
    cluster_id = table.text("id", r"cluster-[2-7a-zA-Z]{11,16}")
    module, anchor = table.file("module"), table.file("trust_anchor")
    if module is None or anchor is None:
        raise Wrong(f"{cluster_id} lacks its {'module' if module is None else 'trust_anchor'}")
    token = table.text("token", r".{1,32}")
    accounts = table.accounts()
    table.end()
    return Cluster(cluster_id, module, token, anchor.read_text("ascii"), accounts)


def _no_passphrase() -> str:
    raise Wrong("key must not need a passphrase")  # OpenSSL would ask the terminal


def _may(accounts: frozenset[str] | None, account: str) -> bool:
    return accounts is None or account in accounts

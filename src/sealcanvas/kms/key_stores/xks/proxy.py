"""One request to an XKS proxy: found among those that the operator allows, signed, sent, its answer read.

Source: AWS KMS External Key Store Proxy API Specification, version 1.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sealcanvas.crypto.base64url import json_object
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.key_stores.settings import Proxy, allowed_of
from sealcanvas.kms.key_stores.xks.connections import Connections
from sealcanvas.kms.key_stores.xks.failure import Cause, XksFailed, cause_named
from sealcanvas.kms.key_stores.xks.signature import signed_headers
from sealcanvas.service.instance import Instance
from sealcanvas.wire.outgoing import Malformed, TimedOut, TLSFailed, TooLong, Unreachable, WrongCertificate, translated

_PART = "kms.key_stores.connections"


@dataclass(frozen=True, slots=True)
class ProxyAddress:
    """A proxy as a key store names it, with the credential that it takes.

    Attributes:
        endpoint: XksProxyUriEndpoint.
        path: XksProxyUriPath.
        region: for which requests are signed.
        account: whose key store it is.
    """

    endpoint: str
    path: str
    access_key: str
    secret: Secret = field(repr=False)
    region: str
    account: str


def ask(instance: Instance, address: ProxyAddress, what: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """The proxy's answer to `request`.

    Args:
        what: the URI after the key store's path: "/health", "/keys/<id>/encrypt", ...

    Raises:
        XksFailed: there is none that counts.
    """
    proxy = allowed_of(instance).proxy(address.endpoint, address.account)
    if proxy is None:
        raise XksFailed(Cause.UNREACHABLE)
    body = json.dumps(request, separators=(",", ":")).encode()
    path = address.path + what
    headers = signed_headers(
        address.access_key, address.secret, address.region, instance.clock(), proxy.name, path, body
    )
    headers |= {"Content-Type": "application/json", "User-Agent": "Sealcanvas"}
    try:
        with translated():
            answer = _connections(instance, proxy).post(path, headers, body)
    except (TooLong, Malformed):
        raise XksFailed(Cause.NOT_UNDERSTOOD) from None
    except (WrongCertificate, TLSFailed):
        raise XksFailed(Cause.TLS) from None
    except TimedOut:
        raise XksFailed(Cause.TIMED_OUT) from None
    except Unreachable:
        raise XksFailed(Cause.UNREACHABLE) from None
    try:
        members = json_object(answer.body)
    except ValueError:
        raise XksFailed(Cause.NOT_UNDERSTOOD) from None
    if answer.status != 200:
        raise XksFailed(cause_named(members.get("errorName")))
    return members


def close_connections(instance: Instance) -> None:
    """Close what this process keeps open to proxies."""
    for each in instance.parts.pop(_PART, {}).values():
        each.close()


def _connections(instance: Instance, proxy: Proxy) -> Connections:
    kept: dict[str, Connections] = instance.parts.setdefault(_PART, {})
    found = kept.get(proxy.endpoint)
    if found is not None and found.proxy is not proxy:
        found.close()
        found = None
    if found is None:
        found = kept[proxy.endpoint] = Connections(proxy, lambda: urlsplit(instance.endpoint()).port or 0)
    return found

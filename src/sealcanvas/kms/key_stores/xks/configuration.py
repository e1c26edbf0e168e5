"""What a caller states of an external key store, and what is kept and told of it."""

from collections.abc import Mapping
from typing import Any

from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.key_stores.errors import XksProxyVpcEndpointServiceNotFoundException
from sealcanvas.kms.key_stores.store import CustomKeyStore
from sealcanvas.kms.key_stores.xks.proxy import ProxyAddress
from sealcanvas.service.errors import ValidationException

_PLAIN = ("XksProxyConnectivity", "XksProxyUriEndpoint", "XksProxyUriPath")
_NEEDED = (*_PLAIN, "XksProxyAuthenticationCredential")
MEMBERS = (*_NEEDED, "XksProxyVpcEndpointServiceName", "XksProxyVpcEndpointServiceOwner")
"""The members of a request that say something of an external key store."""


def stated(request: Mapping[str, Any]) -> tuple[dict[str, str], Secret]:
    """The details and the secret of a new external key store.

    Raises:
        ValidationException: something is missing.
    """
    missing = [name for name in _NEEDED if not request.get(name)]
    if missing:
        raise ValidationException(f"{missing[0]} is required for a CustomKeyStoreType of EXTERNAL_KEY_STORE.")
    credential = request["XksProxyAuthenticationCredential"]
    details = {name: request[name] for name in _PLAIN}
    return {**details, "AccessKeyId": credential["AccessKeyId"]}, Secret(credential["RawSecretAccessKey"].encode())


def updated(store: CustomKeyStore, request: Mapping[str, Any]) -> tuple[dict[str, str], Secret]:
    """Details and secret of a key store, with what the request changes."""
    details = {**store.details, **{name: request[name] for name in _PLAIN if request.get(name)}}
    credential = request.get("XksProxyAuthenticationCredential")
    if not credential:
        return details, store.secret
    return {**details, "AccessKeyId": credential["AccessKeyId"]}, Secret(credential["RawSecretAccessKey"].encode())


def require_public(request: Mapping[str, Any]) -> None:
    """Refuse a proxy behind a VPC endpoint service: there is none here.

    Raises:
        XksProxyVpcEndpointServiceNotFoundException: it is.
    """
    service = request.get("XksProxyVpcEndpointServiceName") or request.get("XksProxyVpcEndpointServiceOwner")
    if service or request.get("XksProxyConnectivity") == "VPC_ENDPOINT_SERVICE":
        raise XksProxyVpcEndpointServiceNotFoundException(
            "There are no VPC endpoint services here: XksProxyConnectivity must be PUBLIC_ENDPOINT."
        )


def address_of(store: CustomKeyStore) -> ProxyAddress:
    """Where the key store's proxy is, and how it knows us."""
    details = store.details
    return ProxyAddress(
        details["XksProxyUriEndpoint"],
        details["XksProxyUriPath"],
        details["AccessKeyId"],
        store.secret,
        store.region,
        store.account,
    )


def told(store: CustomKeyStore) -> dict[str, str]:
    """The XksProxyConfiguration of DescribeCustomKeyStores; no secret is in it."""
    details = store.details
    return {
        "Connectivity": details["XksProxyConnectivity"],
        "AccessKeyId": details["AccessKeyId"],
        "UriEndpoint": details["XksProxyUriEndpoint"],
        "UriPath": details["XksProxyUriPath"],
    }

"""External key stores: what is asked of their proxies, and how failures are told."""

from collections.abc import Mapping
from typing import Any

from sealcanvas.crypto.kms_blob_twice import Outer
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.key_stores.errors import XksProxyUriInUseException
from sealcanvas.kms.key_stores.place import Use
from sealcanvas.kms.key_stores.store import CustomKeyStore
from sealcanvas.kms.key_stores.xks.configuration import MEMBERS, address_of, require_public, stated, told, updated
from sealcanvas.kms.key_stores.xks.external_key import decrypt, encrypt, require_usable
from sealcanvas.kms.key_stores.xks.failure import XksFailed
from sealcanvas.kms.key_stores.xks.health import require_healthy
from sealcanvas.kms.key_stores.xks.metadata import request_metadata
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError, ValidationException
from sealcanvas.service.instance import Instance


class XksBackend:
    """See `key_stores.backend.Backend`."""

    members = MEMBERS
    while_connected = frozenset({"XksProxyAuthenticationCredential", "XksProxyUriPath"})

    def stated(self, call: Call, request: Mapping[str, Any]) -> tuple[dict[str, Any], Secret]:  # noqa: ARG002 - the protocol's
        require_public(request)
        return stated(request)

    def changed(  # of a key store that is behind no VPC endpoint service, for there are none
        self,
        call: Call,  # noqa: ARG002 - the protocol's
        store: CustomKeyStore,
        request: Mapping[str, Any],
    ) -> tuple[dict[str, Any], Secret]:
        require_public(request)
        return updated(store, request)

    def require_there(self, call: Call, store: CustomKeyStore, operation: str) -> None:
        try:
            require_healthy(call, address_of(store), operation)
        except XksFailed as failed:
            raise failed.in_management() from None

    def connect(self, call: Call, store: CustomKeyStore) -> str:
        try:
            require_healthy(call, address_of(store), "ConnectCustomKeyStore")
        except XksFailed as failed:
            return failed.connection_error
        return ""

    def disconnect(self, call: Call, store: CustomKeyStore) -> None:
        """Connections are to the proxy, not of the key store: nothing to end."""

    def in_use(self) -> ServiceError:
        return XksProxyUriInUseException(
            "The XksProxyUriEndpoint and XksProxyUriPath are already associated with another external key store."
        )

    def told(self, store: CustomKeyStore) -> dict[str, Any]:
        return {"XksProxyConfiguration": told(store)}

    def named_key(self, request: Mapping[str, Any], key_id: str) -> str:  # noqa: ARG002 - the protocol's
        name = request.get("XksKeyId")
        if not name:
            raise ValidationException("XksKeyId is required for an Origin of EXTERNAL_KEY_STORE.")
        return str(name)

    def make_key(self, call: Call, store: CustomKeyStore, name: str) -> None:
        try:
            require_usable(call.instance, address_of(store), name, request_metadata(call, "CreateKey"))
        except XksFailed as failed:
            raise failed.in_create_key() from None

    def drop_key(self, instance: Instance, store: CustomKeyStore, name: str) -> None:
        """An external key is not ours: it stays as it is."""

    def encrypt(self, call: Call, store: CustomKeyStore, use: Use, inner: bytes, data: bytes) -> Outer:
        metadata = request_metadata(call, use.operation, use.key_arn)
        try:
            return encrypt(call.instance, address_of(store), use.backing, metadata, inner, data)
        except XksFailed as failed:
            raise failed.in_use() from None

    def decrypt(self, call: Call, store: CustomKeyStore, use: Use, outer: Outer, data: bytes) -> bytes:
        metadata = request_metadata(call, use.operation, use.key_arn)
        try:
            return decrypt(call.instance, address_of(store), use.backing, metadata, outer, data)
        except XksFailed as failed:
            raise failed.in_use() from None

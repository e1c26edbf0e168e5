"""What the types of custom key stores do, each in its own way."""

from collections.abc import Mapping
from typing import Any, Protocol

from sealcanvas.crypto.kms_blob_twice import Outer
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.key_stores.hsm.backend import HsmBackend
from sealcanvas.kms.key_stores.place import StoreType, Use
from sealcanvas.kms.key_stores.store import CustomKeyStore
from sealcanvas.kms.key_stores.xks.backend import XksBackend
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError, ValidationException
from sealcanvas.service.instance import Instance

Request = Mapping[str, Any]


class Backend(Protocol):
    """A type of key store. What asks others is never called within a unit of work."""

    @property
    def members(self) -> tuple[str, ...]:
        """Of CreateCustomKeyStore and UpdateCustomKeyStore, the members that are for this type alone."""

    @property
    def while_connected(self) -> frozenset[str]:
        """Those of them that may be updated while the key store is connected."""

    def stated(self, call: Call, request: Request) -> tuple[dict[str, Any], Secret]:
        """Details and secret of a new key store, or ServiceError."""

    def changed(self, call: Call, store: CustomKeyStore, request: Request) -> tuple[dict[str, Any], Secret]:
        """Details and secret of one that is updated, or ServiceError."""

    def require_there(self, call: Call, store: CustomKeyStore, operation: str) -> None:
        """Ask what is behind the key store; raise the operation's error where it does not answer as it should."""

    def connect(self, call: Call, store: CustomKeyStore) -> str:
        """Ask it; the ConnectionErrorCode of a key store that cannot be connected, or ""."""

    def disconnect(self, call: Call, store: CustomKeyStore) -> None:
        """End what this process keeps open."""

    def in_use(self) -> ServiceError:
        """The error for a key store on what another has."""

    def told(self, store: CustomKeyStore) -> dict[str, Any]:
        """Its members of DescribeCustomKeyStores."""

    def named_key(self, request: Request, key_id: str) -> str:
        """How CreateKey's new key is called in the key store, or ServiceError."""

    def make_key(self, call: Call, store: CustomKeyStore, name: str) -> None:
        """Ask for such a key, or raise CreateKey's error."""

    def drop_key(self, instance: Instance, store: CustomKeyStore, name: str) -> None:
        """Destroy what `make_key` made, if it can be reached."""

    def encrypt(self, call: Call, store: CustomKeyStore, use: Use, inner: bytes, data: bytes) -> Outer:
        """Encrypt, with additional authenticated data; KMSInvalidStateException for every failure."""

    def decrypt(self, call: Call, store: CustomKeyStore, use: Use, outer: Outer, data: bytes) -> bytes:
        """Decrypt; KMSInvalidStateException for every failure."""


_BACKENDS: Mapping[StoreType, Backend] = {"EXTERNAL_KEY_STORE": XksBackend(), "AWS_CLOUDHSM": HsmBackend()}


def backend_of(kind: StoreType) -> Backend:
    """What does the work of key stores of that type."""
    return _BACKENDS[kind]


def require_members_of(kind: StoreType, request: Request) -> None:
    """Refuse a request with members for key stores of another type.

    Raises:
        ValidationException: it has some.
    """
    for other, backend in _BACKENDS.items():
        for name in backend.members if other != kind else ():
            if request.get(name):
                raise ValidationException(f"{name} is not valid for a custom key store of type {kind}.")

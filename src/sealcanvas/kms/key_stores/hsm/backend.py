"""Key stores of clusters: what is asked of their tokens, and how failures are told."""

from collections.abc import Mapping
from typing import Any

from sealcanvas.crypto.errors import CryptoError
from sealcanvas.crypto.kms_blob_twice import TAG_SIZE, Outer
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.errors import KMSInvalidStateException
from sealcanvas.kms.key_stores.errors import (
    CiphertextRefused,
    CloudHsmClusterInUseException,
    CloudHsmClusterInvalidConfigurationException,
    CloudHsmClusterNotActiveException,
    CloudHsmClusterNotFoundException,
    CloudHsmClusterNotRelatedException,
    CustomKeyStoreInvalidStateException,
    IncorrectTrustAnchorException,
)
from sealcanvas.kms.key_stores.hsm.sessions import NoCluster, cluster_of, end_session, opened, session
from sealcanvas.kms.key_stores.place import Use
from sealcanvas.kms.key_stores.settings import allowed_of
from sealcanvas.kms.key_stores.store import CustomKeyStore
from sealcanvas.roots.pkcs11 import NoTokenKey, TokenUnavailable
from sealcanvas.roots.pkcs11.errors import PinLocked, WrongPin
from sealcanvas.roots.pkcs11.key import HEADER, NONCE_SIZE
from sealcanvas.roots.pkcs11.module import token_is_there
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError, ValidationException
from sealcanvas.service.instance import Instance

_MEMBERS = ("CloudHsmClusterId", "TrustAnchorCertificate", "KeyStorePassword")
_CORRUPTED = "The ciphertext, or the encryption context, is corrupted, missing, or otherwise invalid."


class HsmBackend:
    """See `key_stores.backend.Backend`."""

    members = _MEMBERS
    while_connected: frozenset[str] = frozenset()

    def stated(self, call: Call, request: Mapping[str, Any]) -> tuple[dict[str, Any], Secret]:
        missing = [name for name in _MEMBERS if not request.get(name)]
        if missing:
            raise ValidationException(f"{missing[0]} is required for a CustomKeyStoreType of AWS_CLOUDHSM.")
        cluster = allowed_of(call.instance).cluster(request["CloudHsmClusterId"], call.account)
        if cluster is None:
            raise _not_found(request["CloudHsmClusterId"])
        if _text(request["TrustAnchorCertificate"]) != _text(cluster.trust_anchor):
            raise IncorrectTrustAnchorException(
                "The trust anchor certificate is not that of the specified AWS CloudHSM cluster."
            )
        details = {name: request[name] for name in ("CloudHsmClusterId", "TrustAnchorCertificate")}
        return details, Secret(request["KeyStorePassword"].encode())

    def changed(self, call: Call, store: CustomKeyStore, request: Mapping[str, Any]) -> tuple[dict[str, Any], Secret]:
        details = dict(store.details)
        if cluster_id := request.get("CloudHsmClusterId"):
            cluster = allowed_of(call.instance).cluster(cluster_id, call.account)
            if cluster is None:
                raise _not_found(cluster_id)
            if _text(cluster.trust_anchor) != _text(details["TrustAnchorCertificate"]):
                raise CloudHsmClusterNotRelatedException(
                    f"The cluster {cluster_id} has another trust anchor certificate than the key store's cluster."
                )
            details["CloudHsmClusterId"] = cluster_id
        password = request.get("KeyStorePassword")
        return details, Secret(password.encode()) if password else store.secret

    def require_there(self, call: Call, store: CustomKeyStore, operation: str) -> None:  # noqa: ARG002 - the protocol's
        """The password is not tried before the key store is connected, as in AWS."""
        try:
            cluster = cluster_of(call.instance, store)
            if token_is_there(str(cluster.module), cluster.token):
                return
        except NoCluster:
            raise _not_found(str(store.details["CloudHsmClusterId"])) from None
        except TokenUnavailable:
            pass
        raise CloudHsmClusterNotActiveException("The AWS CloudHSM cluster is not active: its token is not there.")

    def connect(self, call: Call, store: CustomKeyStore) -> str:
        try:
            opened(call.instance, store).close()
        except NoCluster:
            return "CLUSTER_NOT_FOUND"
        except PinLocked:
            return "USER_LOCKED_OUT"
        except WrongPin:
            return "INVALID_CREDENTIALS"
        except TokenUnavailable:
            return "INSUFFICIENT_CLOUDHSM_HSMS"
        return ""

    def disconnect(self, call: Call, store: CustomKeyStore) -> None:
        end_session(call.instance, store)

    def in_use(self) -> ServiceError:
        return CloudHsmClusterInUseException(
            "The AWS CloudHSM cluster is already associated with another custom key store."
        )

    def told(self, store: CustomKeyStore) -> dict[str, Any]:
        return {name: store.details[name] for name in ("CloudHsmClusterId", "TrustAnchorCertificate")}

    def named_key(self, request: Mapping[str, Any], key_id: str) -> str:
        if request.get("XksKeyId"):
            raise ValidationException("XksKeyId is valid only for an Origin of EXTERNAL_KEY_STORE.")
        return key_id

    def make_key(self, call: Call, store: CustomKeyStore, name: str) -> None:
        try:
            with session(call.instance, store) as token:
                token.make_key(name)
        except NoCluster:
            raise CustomKeyStoreInvalidStateException("The key store's cluster is not to be had.") from None
        except TokenUnavailable:
            raise CloudHsmClusterInvalidConfigurationException("The cluster did not make the key.") from None

    def drop_key(self, instance: Instance, store: CustomKeyStore, name: str) -> None:
        try:
            with session(instance, store) as token:
                token.find_key(name).destroy()
        except (NoCluster, TokenUnavailable):
            return  # "a best effort" (API Reference, ScheduleKeyDeletion): what stays has no KMS key any more

    def encrypt(self, call: Call, store: CustomKeyStore, use: Use, inner: bytes, data: bytes) -> Outer:
        try:
            with session(call.instance, store) as token:
                sealed = token.find_key(use.backing).seal(Secret(inner), data)
        except (NoCluster, TokenUnavailable) as error:
            raise _unusable(error) from None
        nonce, both = sealed[len(HEADER) : len(HEADER) + NONCE_SIZE], sealed[len(HEADER) + NONCE_SIZE :]
        return Outer(nonce, both[-TAG_SIZE:], b"", both[:-TAG_SIZE])

    def decrypt(self, call: Call, store: CustomKeyStore, use: Use, outer: Outer, data: bytes) -> bytes:
        sealed = b"".join((HEADER, outer.initialization_vector, outer.ciphertext, outer.tag))
        try:
            with session(call.instance, store) as token:
                return token.find_key(use.backing).open(sealed, data).reveal()
        except (NoCluster, TokenUnavailable) as error:
            raise _unusable(error) from None
        except CryptoError:
            raise CiphertextRefused(_CORRUPTED) from None


def _not_found(cluster_id: str) -> ServiceError:
    return CloudHsmClusterNotFoundException(f"The AWS CloudHSM cluster {cluster_id} is not found.")


def _unusable(error: Exception) -> ServiceError:
    if isinstance(error, NoTokenKey):
        return KMSInvalidStateException("The key of this KMS key is not in its AWS CloudHSM cluster any more.")
    return KMSInvalidStateException(
        "AWS KMS cannot use the AWS CloudHSM cluster of this KMS key. Disconnect its custom key store, connect it "
        "again, and see its ConnectionErrorCode."
    )


def _text(certificate: str) -> str:
    """A certificate as it is compared: whatever ends its lines."""
    return "\n".join(certificate.split())

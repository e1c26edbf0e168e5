"""What goes wrong with an XKS proxy, and what becomes of it in each operation.

Source: AWS KMS External Key Store Proxy API Specification, "Error codes", "KMS Considerations"; the connection error
codes are of the API reference, CustomKeyStoresListEntry.
"""

from dataclasses import dataclass
from enum import Enum

from sealcanvas.kms.errors import KMSInvalidStateException
from sealcanvas.kms.key_stores.errors import (
    CiphertextRefused,
    CustomKeyStoreInvalidStateException,
    XksKeyInvalidConfigurationException,
    XksKeyNotFoundException,
    XksProxyIncorrectAuthenticationCredentialException,
    XksProxyInvalidConfigurationException,
    XksProxyInvalidResponseException,
    XksProxyUriUnreachableException,
)
from sealcanvas.service.errors import ServiceError

_Error = type[ServiceError]


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a failure is called where.

    Attributes:
        managing: the error of CreateCustomKeyStore and UpdateCustomKeyStore.
        creating: the error of CreateKey.
        connecting: the ConnectionErrorCode.
    """

    text: str
    managing: _Error
    creating: _Error
    connecting: str


_NOT_UNDERSTOOD = _Meaning(
    "AWS KMS cannot interpret the response from the external key store proxy. If you see this error repeatedly, "
    "report it to your external key store proxy administrator.",
    XksProxyInvalidResponseException,
    CustomKeyStoreInvalidStateException,
    "XKS_PROXY_INVALID_RESPONSE",
)


class Cause(Enum):
    """Why a request to a proxy came to nothing; the value says what that means."""

    NOT_UNDERSTOOD = _NOT_UNDERSTOOD
    KEY_DISABLED = _Meaning(
        "The external key associated with this KMS key in an external key store is not enabled in the external key "
        "manager. Enable the external key in the external key manager and retry the request.",
        XksProxyUriUnreachableException,
        XksKeyInvalidConfigurationException,
        "XKS_PROXY_NOT_REACHABLE",
    )
    CIPHERTEXT_REFUSED = _Meaning(
        "The external key store proxy rejected the request because the specified ciphertext or encryption context is "
        "corrupted, missing, or otherwise invalid.",
        XksProxyInvalidResponseException,
        CustomKeyStoreInvalidStateException,
        "XKS_PROXY_INVALID_RESPONSE",
    )
    CIPHERTEXT_ALTERED = _Meaning(
        "The ciphertext that the external key store proxy submitted for decryption, or the encryption context, is "
        "corrupted, missing, or otherwise invalid.",
        XksProxyInvalidResponseException,
        CustomKeyStoreInvalidStateException,
        "XKS_PROXY_INVALID_RESPONSE",
    )
    KEY_USAGE = _Meaning(
        "The external key associated with this KMS key in an external key store does not support the requested "
        "operation. Enable the operation on the key in your external key manager, and try the request again.",
        XksProxyInvalidResponseException,
        XksKeyInvalidConfigurationException,
        "XKS_PROXY_INVALID_RESPONSE",
    )
    NOT_AUTHENTICATED = _Meaning(
        "The external key store proxy rejected the request because it could not authenticate AWS KMS. Verify the XKS "
        "proxy authentication credentials for your external key store and update if necessary.",
        XksProxyIncorrectAuthenticationCredentialException,
        CustomKeyStoreInvalidStateException,
        "INVALID_CREDENTIALS",
    )
    DENIED = _Meaning(
        "The external key store proxy denied access to the operation. Verify that the user and the external key are "
        "both authorized for this operation, and try the request again.",
        XksProxyInvalidConfigurationException,
        KMSInvalidStateException,
        "XKS_PROXY_ACCESS_DENIED",
    )
    KEY_NOT_FOUND = _Meaning(
        "The external key associated with this KMS key in an external key store was not found in its external key "
        "manager. If the external key ID associated with this KMS key is incorrect, create a new KMS key with the "
        "correct external key ID.",
        XksProxyInvalidResponseException,
        XksKeyNotFoundException,
        "XKS_PROXY_INVALID_RESPONSE",
    )
    PATH = _Meaning(
        "The external key store proxy rejected the request because of an invalid URI path. Verify the URI path for "
        "your external key store and update if necessary.",
        XksProxyInvalidConfigurationException,
        CustomKeyStoreInvalidStateException,
        "XKS_PROXY_INVALID_CONFIGURATION",
    )
    UNSUPPORTED = _Meaning(
        "The external key store proxy rejected the request because it does not support the requested operation. If "
        "you see this error repeatedly, report it to your external key store proxy administrator.",
        XksProxyInvalidResponseException,
        CustomKeyStoreInvalidStateException,
        "XKS_PROXY_INVALID_RESPONSE",
    )
    DEPENDENCY_TIMED_OUT = _Meaning(
        "The external key store proxy did not respond to the request in the time allotted. Retry the request. If you "
        "see this error repeatedly, report it to your external key store proxy administrator.",
        XksProxyUriUnreachableException,
        CustomKeyStoreInvalidStateException,
        "XKS_PROXY_TIMED_OUT",
    )
    THROTTLED = _Meaning(
        "The external key store proxy rejected the request due to a very high request rate. Reduce the frequency of "
        "your calls using KMS keys in this external key store.",
        XksProxyUriUnreachableException,
        CustomKeyStoreInvalidStateException,
        "XKS_PROXY_NOT_REACHABLE",
    )
    MANAGER_UNREACHABLE = _Meaning(
        "The external key store proxy rejected the request because it cannot communicate with the external key "
        "manager. Verify that the external key store proxy configuration is correct and that the external key manager "
        "is available.",
        XksProxyInvalidResponseException,
        CustomKeyStoreInvalidStateException,
        "XKS_PROXY_INVALID_RESPONSE",
    )
    MANAGERS_UNAVAILABLE = _Meaning(  # GetHealthStatus says so of each
        "The external key store proxy rejected the request because it cannot communicate with the external key "
        "manager. Verify that the external key store proxy configuration is correct and that the external key manager "
        "is available.",
        XksProxyUriUnreachableException,
        CustomKeyStoreInvalidStateException,
        "XKS_PROXY_NOT_REACHABLE",
    )
    UNREACHABLE = _Meaning(
        "AWS KMS cannot communicate with the external key store proxy. This might be a transient network issue. If you "
        "see this error repeatedly, verify that your external key store proxy is active and is connected to the "
        "network, and that its endpoint URI is correct in your external key store.",
        XksProxyUriUnreachableException,
        CustomKeyStoreInvalidStateException,
        "XKS_PROXY_NOT_REACHABLE",
    )
    TLS = _Meaning(
        "AWS KMS cannot establish a TLS connection to the external key store proxy. Verify the TLS configuration, "
        "including its certificate.",
        XksProxyUriUnreachableException,
        CustomKeyStoreInvalidStateException,
        "XKS_PROXY_INVALID_TLS_CONFIGURATION",
    )
    TIMED_OUT = _Meaning(
        "AWS KMS rejected the request because the external key store proxy did not respond in time. Retry the request. "
        "If you see this error repeatedly, report it to your external key store proxy administrator.",
        XksProxyUriUnreachableException,
        CustomKeyStoreInvalidStateException,
        "XKS_PROXY_TIMED_OUT",
    )


_NAMES = {
    "InvalidStateException": Cause.KEY_DISABLED,
    "InvalidCiphertextException": Cause.CIPHERTEXT_REFUSED,
    "InvalidKeyUsageException": Cause.KEY_USAGE,
    "AuthenticationFailedException": Cause.NOT_AUTHENTICATED,
    "AccessDeniedException": Cause.DENIED,
    "KeyNotFoundException": Cause.KEY_NOT_FOUND,
    "InvalidUriPathException": Cause.PATH,
    "ThrottlingException": Cause.THROTTLED,
    "UnsupportedOperationException": Cause.UNSUPPORTED,
    "DependencyTimeoutException": Cause.DEPENDENCY_TIMED_OUT,
    "InternalException": Cause.MANAGER_UNREACHABLE,
}


class XksFailed(Exception):
    """A request to a proxy came to nothing."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.name)
        self.cause = cause

    def in_management(self) -> ServiceError:
        """The error of CreateCustomKeyStore and UpdateCustomKeyStore."""
        return self.cause.value.managing(self.cause.value.text)

    def in_create_key(self) -> ServiceError:
        """The error of CreateKey."""
        return self.cause.value.creating(self.cause.value.text)

    def in_use(self) -> ServiceError:
        """The error of a cryptographic operation."""
        if self.cause in (Cause.CIPHERTEXT_REFUSED, Cause.CIPHERTEXT_ALTERED):
            return CiphertextRefused(self.cause.value.text)
        return KMSInvalidStateException(self.cause.value.text)

    @property
    def connection_error(self) -> str:
        """The ConnectionErrorCode of a key store that cannot be connected."""
        return self.cause.value.connecting


def cause_named(name: object) -> Cause:
    """The cause that a proxy's `errorName` tells; also for what the specification does not have."""
    return _NAMES.get(name, Cause.NOT_UNDERSTOOD) if isinstance(name, str) else Cause.NOT_UNDERSTOOD

"""The errors of custom key stores, each with AWS's texts.

ServiceError
+-- CustomKeyStoreNotFoundException         no such key store
+-- CustomKeyStoreNameInUseException        another key store of the account has the name
+-- CustomKeyStoreInvalidStateException     its connection state does not allow the operation
+-- CustomKeyStoreHasCMKsException          KMS keys are in it
+-- XksProxyUriInUseException, XksProxyUriUnreachableException, XksProxyIncorrectAuthenticationCredentialException,
|   XksProxyInvalidConfigurationException, XksProxyInvalidResponseException, XksProxyVpcEndpointServiceNotFoundException
+-- XksKeyAlreadyInUseException, XksKeyNotFoundException, XksKeyInvalidConfigurationException
+-- CloudHsmClusterNotFoundException, CloudHsmClusterInUseException, CloudHsmClusterNotRelatedException,
|   CloudHsmClusterNotActiveException, CloudHsmClusterInvalidConfigurationException, IncorrectTrustAnchorException
+-- KMSInternalException                    it was changed by somebody else meanwhile: to be asked again
"""

from sealcanvas.kms.errors import KMSInvalidStateException
from sealcanvas.service.errors import ServiceError


class CustomKeyStoreNotFoundException(ServiceError):
    """The account has no such key store in the region."""


class CustomKeyStoreNameInUseException(ServiceError):
    """Another key store of the account and region has the name."""


class CustomKeyStoreInvalidStateException(ServiceError):
    """The key store's connection state does not allow the operation."""


class CustomKeyStoreHasCMKsException(ServiceError):
    """KMS keys are in the key store, those pending deletion among them."""


class XksProxyUriInUseException(ServiceError):
    """Another key store of the account and region has that endpoint and path."""


class XksProxyUriUnreachableException(ServiceError):
    """The proxy, or every external key manager behind it, cannot be reached."""


class XksProxyIncorrectAuthenticationCredentialException(ServiceError):
    """The proxy does not take the credential."""


class XksProxyInvalidConfigurationException(ServiceError):
    """The proxy takes neither path nor request."""


class XksProxyInvalidResponseException(ServiceError):
    """The proxy answers what cannot be understood."""


class XksProxyVpcEndpointServiceNotFoundException(ServiceError):
    """There is no such VPC endpoint service; here there is none."""


class XksKeyAlreadyInUseException(ServiceError):
    """Another KMS key of the key store has that external key."""


class XksKeyNotFoundException(ServiceError):
    """The proxy knows no such external key."""


class XksKeyInvalidConfigurationException(ServiceError):
    """The external key is not an enabled AES-256 key that encrypts and decrypts."""


class CiphertextRefused(KMSInvalidStateException):
    """A key store was asked, and the ciphertext or the encryption context is not what it sealed: told as AWS does."""

    code = "KMSInvalidStateException"


class CloudHsmClusterNotFoundException(ServiceError):
    """There is no such cluster for the account."""


class CloudHsmClusterInUseException(ServiceError):
    """Another key store of the account has the cluster."""


class CloudHsmClusterNotRelatedException(ServiceError):
    """The cluster has another trust anchor than the key store's own."""


class CloudHsmClusterNotActiveException(ServiceError):
    """The cluster's token is not there."""


class CloudHsmClusterInvalidConfigurationException(ServiceError):
    """The cluster cannot do what the operation needs."""


class IncorrectTrustAnchorException(ServiceError):
    """The certificate is not the cluster's trust anchor."""


class KMSInternalException(ServiceError):
    """The request may be repeated: the key store was changed by somebody else while this one was under way."""

    status = 500

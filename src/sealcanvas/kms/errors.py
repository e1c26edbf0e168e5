"""KMS's errors, each with AWS's texts.

ServiceError
+-- AccessDeniedException               a policy said no (status 400 in KMS)
+-- NotFoundException                   no such key, alias or grant
+-- InvalidArnException                 not an ARN that the operation takes
+-- AlreadyExistsException              the alias exists
+-- ConflictException                   an automatic rotation is about to begin
+-- InvalidAliasNameException           an alias name that AWS does not take
+-- DisabledException                   the key is disabled
+-- KMSInvalidStateException            the key's state does not allow the operation
+-- KeyUnavailableException             the key material is not at hand
+-- InvalidCiphertextException          the ciphertext blob does not open
+-- IncorrectKeyException               the blob was made under another key
+-- IncorrectKeyMaterialException       not the key material that the key has, or one that it has already
+-- InvalidImportTokenException         not an import token for this key
+-- ExpiredImportTokenException         the import token is older than a day
+-- KMSInvalidSignatureException        the signature does not verify
+-- KMSInvalidMacException              nor does the MAC
+-- InvalidKeyUsageException            the key is not for this
+-- NotAuthorizedException              an alias of AWS's own; the code has no text
+-- InvalidGrantIdException, InvalidGrantTokenException
+-- InvalidMarkerException              pagination
+-- LimitExceededException              a quota
+-- MalformedPolicyDocumentException    a key policy that is refused
+-- TagException
+-- ThrottlingException                 too many slow requests at once
+-- UnsupportedOperationException
+-- DryRunOperationException            the request would have succeeded
"""

from sealcanvas.access.decision import Decision
from sealcanvas.service.errors import AccessDenied, ServiceError

NO_SUCH_CIPHERTEXT_KEY = (
    "The ciphertext refers to a customer master key that does not exist, does not exist in this region, "
    "or you are not allowed to access."
)


class AccessDeniedException(AccessDenied):
    """A policy refused the call; KMS answers with status 400.

    Args:
        decision: what was asked and why it was refused.
        message: another of AWS's sentences, where the decision's own would tell that a foreign key exists.
    """

    def __init__(self, decision: Decision, message: str = "") -> None:
        super().__init__(decision, message)


class NotFoundException(ServiceError):
    """No such key, alias or grant."""


class InvalidArnException(ServiceError):
    """The ARN is not well-formed, or not of a kind that the operation takes."""


class AlreadyExistsException(ServiceError):
    """An alias of that name exists."""


class ConflictException(ServiceError):
    """An automatic rotation of the key is under way, or begins within 20 minutes."""


class InvalidAliasNameException(ServiceError):
    """The alias name is not one that AWS takes."""


class NotAuthorizedException(ServiceError):
    """The name "alias/aws/…" is not for customers; AWS answers with this code and no text."""


class DisabledException(ServiceError):
    """The key is disabled."""

    def __init__(self, key_arn: str) -> None:
        super().__init__(f"{key_arn} is disabled.")


class KMSInvalidStateException(ServiceError):
    """The key's state does not allow the operation."""


class KeyUnavailableException(ServiceError):
    """The key material is not at hand; the request may be repeated."""

    status = 500


class InvalidCiphertextException(ServiceError):
    """The ciphertext blob does not open under this key and encryption context; AWS says no more."""


class IncorrectKeyException(ServiceError):
    """The ciphertext blob was made under another key than the request names."""

    def __init__(self) -> None:
        super().__init__("The key ID in the request does not identify a CMK that can perform this operation.")


class IncorrectKeyMaterialException(ServiceError):
    """The imported key material is not what the key has, or what is new to it."""


class InvalidImportTokenException(ServiceError):
    """The import token is not one of ours for this key; AWS says no more."""


class ExpiredImportTokenException(ServiceError):
    """The import token is not valid any more; AWS says no more."""


class KMSInvalidSignatureException(ServiceError):
    """The signature is not one of this message under this key and algorithm; AWS says no more."""


class KMSInvalidMacException(ServiceError):
    """The MAC is not that of this message under this key; AWS says no more."""


class InvalidKeyUsageException(ServiceError):
    """The key's usage or the algorithm does not fit the operation."""


class InvalidGrantIdException(ServiceError):
    """The grant id is not well-formed."""


class InvalidGrantTokenException(ServiceError):
    """The grant token is not one of ours."""


class InvalidMarkerException(ServiceError):
    """The marker is not one that the operation gave."""


class LimitExceededException(ServiceError):
    """A quota would be exceeded."""


class MalformedPolicyDocumentException(ServiceError):
    """The key policy is refused."""


class TagException(ServiceError):
    """A tag is refused."""


class ThrottlingException(ServiceError):
    """Too many requests that take long; AWS's clients repeat it by themselves."""

    def __init__(self) -> None:
        super().__init__("You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.")


class UnsupportedOperationException(ServiceError):
    """The key or the request asks for what this key service does not do."""


class DryRunOperationException(ServiceError):
    """The request would have succeeded."""

    def __init__(self) -> None:
        super().__init__("The request would have succeeded, but the DryRun option is set.")

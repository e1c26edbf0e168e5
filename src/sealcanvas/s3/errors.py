"""S3's errors, named as AWS names them.

ServiceError
+-- AccessDenied                a policy said no (403); KMS's refusals come out as it, with KMS's sentence
+-- Refused                     the same code where no policy was asked (another owner was expected)
+-- NoSuchBucket … (404)        what was named is not there
+-- BucketAlreadyExists … (409) what is there stands in the way
+-- InvalidArgument … (400)     the request is not one that S3 takes
+-- NotModified, PreconditionFailed, InvalidRange   the answer to a condition or a range
+-- KMSFailure                  KMS refused for its own reason; the code is `KMS.` and KMS's own
+-- InternalError (500)         a sealed file does not open; ServiceUnavailable (503): the disk is full
"""

from typing import Any

from sealcanvas.access.decision import Decision
from sealcanvas.access.request import AccessRequest
from sealcanvas.service import errors
from sealcanvas.service.errors import ServiceError

_PLAIN = "Access Denied"


def _is_at_home(request: AccessRequest) -> bool:
    """Whether the caller is of the bucket's account or organization, or a service."""
    principal, organization = request.principal, request.context.get("aws:PrincipalOrgID")
    if principal.kind == "service" or principal.account == request.resource_account:
        return True
    return organization is not None and organization == request.context.get("aws:ResourceOrgID")


class AccessDenied(errors.AccessDenied):
    """A policy refused the call; carries the Decision.

    Only callers of the bucket's account or organization are told which policy did. Source: S3 User Guide, "Troubleshoot
    access denied (403 Forbidden) errors in Amazon S3".
    """

    code = "AccessDenied"
    status = 403

    def __init__(self, decision: Decision, message: str = "") -> None:
        asked = decision.request
        if asked.principal.kind == "anonymous" or not (message or _is_at_home(asked)):
            message = _PLAIN
        super().__init__(decision, message)


class Refused(ServiceError):
    """Access is denied without a policy having been asked."""

    code = "AccessDenied"
    status = 403

    def __init__(self, message: str = _PLAIN) -> None:
        super().__init__(message)


class _Fixed(ServiceError):
    """An error whose text is always the same."""

    text = ""

    def __init__(self, message: str = "", **members: Any) -> None:
        super().__init__(message or self.text, **members)


class NoSuchBucket(_Fixed):
    """The bucket is not there."""

    status = 404
    text = "The specified bucket does not exist"


class NoSuchKey(_Fixed):
    """The object is not there."""

    status = 404
    text = "The specified key does not exist."


class NoSuchVersion(_Fixed):
    """The object has no such version."""

    status = 404
    text = "The specified version does not exist."


class NoSuchUpload(_Fixed):
    """The multipart upload is not there: aborted, completed or never made."""

    status = 404
    text = (
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or "
        "completed."
    )


class NoSuchBucketPolicy(_Fixed):
    """The bucket has no policy."""

    status = 404
    text = "The bucket policy does not exist"


class NoSuchTagSet(_Fixed):
    """The bucket has no tags."""

    status = 404
    text = "The TagSet does not exist"


class NoSuchPublicAccessBlockConfiguration(_Fixed):
    """The bucket's public access block was deleted."""

    status = 404
    text = "The public access block configuration was not found"


class OwnershipControlsNotFoundError(_Fixed):
    """The bucket's ownership controls were deleted."""

    status = 404
    text = "The bucket ownership controls were not found"


class NoSuchCORSConfiguration(_Fixed):
    """The bucket has no CORS rules."""

    status = 404
    text = "The CORS configuration does not exist"


class NoSuchLifecycleConfiguration(_Fixed):
    """The bucket has no lifecycle rules."""

    status = 404
    text = "The lifecycle configuration does not exist"


class NoSuchWebsiteConfiguration(_Fixed):
    """The bucket is no website."""

    status = 404
    text = "The specified bucket does not have a website configuration"


class ReplicationConfigurationNotFoundError(_Fixed):
    """The bucket is not replicated."""

    status = 404
    text = "The replication configuration was not found"


class ObjectLockConfigurationNotFoundError(_Fixed):
    """The bucket has no object lock."""

    status = 404
    text = "Object Lock configuration does not exist for this bucket"


class NoSuchConfiguration(_Fixed):
    """The bucket has no analytics, inventory, metrics or tiering configuration of that id."""

    status = 404
    text = "The specified configuration does not exist."


class BucketAlreadyExists(_Fixed):
    """Another account has a bucket of this name."""

    status = 409
    text = (
        "The requested bucket name is not available. The bucket namespace is shared by all users of the system. "
        "Please select a different name and try again."
    )


class BucketAlreadyOwnedByYou(_Fixed):
    """The caller's account has the bucket already."""

    status = 409
    text = "Your previous request to create the named bucket succeeded and you already own it."


class BucketNotEmpty(_Fixed):
    """Objects or uploads are in the bucket."""

    status = 409
    text = "The bucket you tried to delete is not empty"


class InvalidBucketName(_Fixed):
    """The name is not one that a bucket may have."""

    text = "The specified bucket is not valid."


class IllegalLocationConstraintException(_Fixed):
    """The location constraint does not fit the region that was called."""

    text = (
        "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to."
    )


class InvalidLocationConstraint(_Fixed):
    """There is no such region, or it is the one that is meant where none is named."""

    text = "The specified location-constraint is not valid"


class InvalidBucketAclWithObjectOwnership(_Fixed):
    """A new bucket has no ACLs: its objects are its account's (BucketOwnerEnforced)."""

    text = "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting"


class MethodNotAllowed(_Fixed):
    """The caller does not belong to the account that owns the bucket; or a delete marker was to be read or tagged."""

    status = 405
    text = "The specified method is not allowed against this resource."


class AccessControlListNotSupported(_Fixed):
    """Access is by policies alone (object ownership is BucketOwnerEnforced)."""

    text = "The bucket does not allow ACLs"


class MalformedPolicy(ServiceError):
    """The bucket policy is not one that AWS accepts."""


class MalformedXML(_Fixed):
    """The body does not have the shape that the operation asks for."""

    text = "The XML you provided was not well-formed or did not validate against our published schema"


class IllegalVersioningConfigurationException(_Fixed):
    """A versioning configuration without a status."""

    text = "The Versioning element must be specified"


class InvalidArgument(ServiceError):
    """An argument is out of its bounds.

    Args:
        name: the argument, as a header or parameter.
        value: what it was.
    """

    def __init__(self, message: str, name: str = "", value: str = "") -> None:
        members = {"ArgumentName": name, "ArgumentValue": value} if name else {}
        super().__init__(message, **members)


class InvalidRequest(ServiceError):
    """The request contradicts itself or the state of the bucket."""


class InvalidEncryptionAlgorithmError(_Fixed):
    """A customer's key is for another algorithm than AES256."""

    text = "The Encryption request you specified is not valid. Supported value: AES256."


class InvalidTag(ServiceError):
    """A tag breaks the rules for tags."""


class MaxMessageLengthExceeded(_Fixed):
    """The document is longer than S3 takes for this setting."""

    text = "Your request was too big."


class InvalidStorageClass(_Fixed):
    """The storage class is not one of S3's."""

    text = "The storage class you specified is not valid"


class NotImplementedByS3(_Fixed):
    """A feature that this store does not have (yet); nothing was done."""

    code = "NotImplemented"
    status = 501
    text = "A header you provided implies functionality that is not implemented"


class KeyTooLongError(_Fixed):
    """The object key is longer than 1,024 bytes."""

    text = "Your key is too long"


class MetadataTooLarge(_Fixed):
    """The user metadata is larger than 2 KB."""

    text = "Your metadata headers exceed the maximum allowed metadata size"


class EntityTooLarge(_Fixed):
    """The upload is larger than one request or one part may be."""

    text = "Your proposed upload exceeds the maximum allowed size"


class EntityTooSmall(_Fixed):
    """A part other than the last is smaller than 5 MiB."""

    text = "Your proposed upload is smaller than the minimum allowed size"


class IncompleteBody(_Fixed):
    """The payload ended before its announced length, or went on behind it."""

    text = "You did not provide the number of bytes specified by the Content-Length HTTP header"


class BadDigest(_Fixed):
    """A Content-MD5 or checksum is not that of the payload."""

    text = "The Content-MD5 you specified did not match what we received."


class InvalidDigest(_Fixed):
    """The Content-MD5 is not 16 bytes in base64."""

    text = "The Content-MD5 you specified was invalid."


class InvalidPart(_Fixed):
    """A part that was named is not there, or not with this ETag or checksum."""

    text = (
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified "
        "entity tag may not match the part's entity tag."
    )


class InvalidPartOrder(_Fixed):
    """The parts are not in ascending order."""

    text = "The list of parts was not in ascending order. Parts must be ordered by part number."


class InvalidPartNumber(_Fixed):
    """The object has no part of this number."""

    status = 416
    text = "The requested partnumber is not satisfiable"


class InvalidRange(_Fixed):
    """The range begins behind the object's end."""

    status = 416
    text = "The requested range is not satisfiable"


class NotModified(_Fixed):
    """The object is the one that the caller has already."""

    status = 304
    text = "Not Modified"


class PreconditionFailed(_Fixed):
    """A condition of the request does not hold."""

    status = 412
    text = "At least one of the pre-conditions you specified did not hold"


class KMSFailure(ServiceError):
    """KMS could not serve the call: no such key, key disabled, key pending deletion.

    Args:
        cause: KMS's own error; its code stands behind `KMS.`.
    """

    def __init__(self, cause: ServiceError) -> None:
        super().__init__(cause.message)
        self.code = f"KMS.{cause.code}"


class InternalError(_Fixed):
    """A sealed file does not open; the cause is in the log, never in the answer."""

    status = 500
    text = "We encountered an internal error. Please try again."


class ServiceUnavailable(_Fixed):
    """The store cannot take the upload now; nothing of it was kept."""

    status = 503
    text = "Reduce your request rate."

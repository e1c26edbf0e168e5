"""How each protocol words that it does not know who is asking (AWS's codes and texts)."""

from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request
from sealcanvas.wire.route import service_of

_INVALID = "The security token included in the request is invalid."
_EXPIRED = "The security token included in the request is expired"


def unknown_key(protocol: str, access_key: str) -> WireError:
    """The access key id is nobody's, or is inactive."""
    if protocol == "rest-xml":
        return WireError(
            "InvalidAccessKeyId",
            "The AWS Access Key Id you provided does not exist in our records.",
            403,
            AWSAccessKeyId=access_key,
        )
    if protocol == "query":
        return WireError("InvalidClientTokenId", _INVALID, 403)
    return WireError("UnrecognizedClientException", _INVALID, 400)


def invalid_token(protocol: str) -> WireError:
    """The session token was altered, or belongs to another access key."""
    if protocol == "rest-xml":
        return WireError("InvalidToken", "The provided token is malformed or otherwise invalid.", 400)
    if protocol == "query":
        return WireError("InvalidClientTokenId", _INVALID, 403)
    return WireError("UnrecognizedClientException", _INVALID, 400)


def expired_token(protocol: str) -> WireError:
    """The session has ended."""
    if protocol == "rest-xml":
        return WireError("ExpiredToken", "The provided token has expired.", 400)
    if protocol == "query":
        return WireError("ExpiredToken", _EXPIRED, 403)
    return WireError("ExpiredTokenException", _EXPIRED, 400)


def unsigned(protocol: str) -> WireError:
    """The request carries no signature, and this service serves nobody unsigned."""
    if protocol == "query":
        return WireError("MissingAuthenticationToken", "Request is missing Authentication Token", 403)
    return WireError("MissingAuthenticationTokenException", "Missing Authentication Token", 400)


def too_large(request: Request) -> WireError:
    """The payload of a request that is no upload is larger than any document of AWS's."""
    if service_of(request).protocol == "rest-xml":
        return WireError("MaxMessageLengthExceeded", "Your request was too large.", 400)
    return WireError("RequestEntityTooLargeException", "The request body is too large.", 413)

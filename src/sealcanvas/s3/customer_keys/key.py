"""The key that a request brings along: taken from three headers, checked, and wiped when nobody holds it any more."""

import base64
import binascii
import hashlib
import hmac
from ipaddress import ip_address

from sealcanvas.crypto.secret import Secret
from sealcanvas.s3.errors import InvalidArgument, InvalidEncryptionAlgorithmError
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

ALGORITHM = "AES256"
OF_REQUEST = "SSECustomer"
OF_SOURCE = "CopySourceSSECustomer"
_KEY_SIZE = 32
_HEADER = "x-amz-server-side-encryption"
_WITH = "Requests specifying Server Side Encryption with Customer provided keys must"


class CustomerKey:
    """A customer's key for as long as one request lasts.

    Attributes:
        md5: the MD5 of the key in base64: what answers give back, and nothing else.
    """

    __slots__ = ("_secret", "md5")

    def __init__(self, secret: Secret, md5: str) -> None:
        self._secret = secret
        self.md5 = md5

    @property
    def secret(self) -> Secret:
        """The key."""
        return self._secret

    def members(self) -> dict[str, str]:
        """What the answer to a request with this key says of it."""
        return {"SSECustomerAlgorithm": ALGORITHM, "SSECustomerKeyMD5": self.md5}

    def __repr__(self) -> str:
        return "CustomerKey(…)"

    def __del__(self) -> None:
        self._secret.wipe()


def is_stated(request: Request, of: str = OF_REQUEST) -> bool:
    """Whether a request has any of the three headers."""
    return any(request.get(f"{of}{name}") is not None for name in ("Algorithm", "Key", "KeyMD5"))


def customer_key(call: Call, request: Request, of: str = OF_REQUEST) -> CustomerKey | None:
    """The customer's key of a request, or None where none of its headers is there.

    Args:
        of: `OF_REQUEST`, or `OF_SOURCE` for the key of what is copied.

    Raises:
        InvalidArgument, InvalidEncryptionAlgorithmError: headers are missing or contradict each other, or
            came over a connection that others can read along.
    """
    if not is_stated(request, of):
        return None
    algorithm, encoded, stated = (request.get(f"{of}{name}") for name in ("Algorithm", "Key", "KeyMD5"))
    if not _is_private(call):
        raise _refusal(f"{_WITH} be made over a secure connection.")
    if algorithm is None:
        raise _refusal(f"{_WITH} provide a valid encryption algorithm.")
    if encoded is None:
        raise _refusal(f"{_WITH} provide an appropriate secret key.")
    if stated is None:
        raise _refusal(f"{_WITH} provide the client calculated MD5 of the secret key.")
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _KEY_SIZE:
        raise _refusal("The secret key was invalid for the specified algorithm.")
    if algorithm != ALGORITHM:
        raise InvalidEncryptionAlgorithmError(ArgumentName=_HEADER, ArgumentValue=str(algorithm)[:64])
    md5 = base64.b64encode(hashlib.md5(key, usedforsecurity=False).digest()).decode()
    if not hmac.compare_digest(md5.encode(), str(stated).encode()):
        raise _refusal("The calculated MD5 hash of the key did not match the hash that was provided.")
    return CustomerKey(Secret(key), md5)


def _refusal(message: str) -> InvalidArgument:
    return InvalidArgument(message, _HEADER, "null")


def _is_private(call: Call) -> bool:
    """TLS, or a connection that does not leave the machine (*ours*)."""
    if call.context.get("aws:SecureTransport", "true") != "false":
        return True
    try:
        return ip_address(call.source_ip).is_loopback
    except ValueError:
        return False

"""Whether a request brings the key that what it works on needs: an object, or an upload."""

from sealcanvas.s3.customer_keys.key import OF_REQUEST, CustomerKey, customer_key
from sealcanvas.s3.encryption import SSE_C, Encryption
from sealcanvas.s3.errors import InvalidRequest
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_NOT_APPLICABLE = "The encryption parameters are not applicable to this object."


def key_to_read(call: Call, encryption: Encryption, request: Request, of: str = OF_REQUEST) -> CustomerKey | None:
    """The customer's key to read an object with; None where it has none.

    Raises:
        InvalidRequest: the object needs one and the request has none, or the reverse.
        InvalidArgument, InvalidEncryptionAlgorithmError: its headers are not as they must be.
    """
    key = key_if_given(call, encryption, request, of)
    if key is None and encryption.algorithm == SSE_C:
        raise InvalidRequest(
            "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to "
            "retrieve the object."
        )
    return key


def key_to_write_part(call: Call, encryption: Encryption, request: Request) -> CustomerKey | None:
    """The customer's key to seal a part with; None where its upload has none.

    Raises:
        InvalidRequest: the upload was begun with one and the part has none, or the reverse.
        InvalidArgument, InvalidEncryptionAlgorithmError: its headers are not as they must be.
    """
    key = key_if_given(call, encryption, request)
    if key is None and encryption.algorithm == SSE_C:
        raise InvalidRequest(
            "The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate "
            "encryption parameters."
        )
    return key


def key_if_given(call: Call, encryption: Encryption, request: Request, of: str = OF_REQUEST) -> CustomerKey | None:
    """The customer's key of a request, which need not be there; if it is, it must be one that applies.

    Raises:
        InvalidRequest: what it works on has none.
        InvalidArgument, InvalidEncryptionAlgorithmError: its headers are not as they must be.
    """
    key = customer_key(call, request, of)
    if key is not None and encryption.algorithm != SSE_C:
        raise InvalidRequest(_NOT_APPLICABLE)
    return key

"""What was unwrapped must be key material of the key's spec."""

from sealcanvas.crypto.asymmetric.key_pair import canonical_private
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.errors import InvalidCiphertextException
from sealcanvas.kms.key import Key


def accept(key: Key, unwrapped: Secret) -> Secret:
    """The key material as it is stored; a private key in one form, however it was encoded, so that it can come again.

    Raises:
        InvalidCiphertextException: it is no material of the key's spec; AWS says no more.
    """
    try:
        key.key_spec.kind.check(unwrapped)
        return canonical_private(unwrapped) if key.key_spec.pair else unwrapped
    except ValueError:
        raise InvalidCiphertextException from None

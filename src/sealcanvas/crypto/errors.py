"""What goes wrong when sealed bytes are opened.

CryptoError
├── Tampered            an authentication failed: other bytes, another key or another context
│   └── Truncated       a stream ended before its authentic end
├── NotSealed           the bytes are not in the format at all (magic, version, lengths)
├── InvalidCiphertext   a KMS ciphertext blob does not open; which check failed is not told
├── NotSigned           a text is no signed token that is accepted at all (form, algorithm, headers)
└── WrongSignature      a token was not signed by this key
"""


class CryptoError(Exception):
    """The root of every error that this package raises over sealed bytes."""


class Tampered(CryptoError):
    """Sealed bytes failed authentication: they, their key or their context are not what was sealed."""


class Truncated(Tampered):
    """A sealed stream ended before its authentic end."""


class NotSealed(CryptoError):
    """Bytes do not have the format's magic, version or bounds."""


class InvalidCiphertext(CryptoError):
    """A KMS ciphertext blob does not open under this key material and encryption context."""


class NotSigned(CryptoError):
    """A text is not a JSON Web Signature in the compact form, or asks for what is never accepted."""


class WrongSignature(CryptoError):
    """A token is not signed by this key, or the key is none for the token's algorithm."""

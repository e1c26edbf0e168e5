"""What goes wrong when sealed bytes are opened.

CryptoError
├── Tampered            an authentication failed: other bytes, another key or another context
│   └── Truncated       a stream ended before its authentic end
├── NotSealed           the bytes are not in the format at all (magic, version, lengths)
└── InvalidCiphertext   a KMS ciphertext blob does not open; which check failed is not told
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

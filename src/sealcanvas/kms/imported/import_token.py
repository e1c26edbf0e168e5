"""The import token: carries the wrapping key's private half, sealed for one key (docs/formats/import-token.md)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sealcanvas.crypto.errors import NotSealed, Tampered
from sealcanvas.crypto.secret import Secret
from sealcanvas.crypto.wrap import unwrap, wrap
from sealcanvas.kms.errors import ExpiredImportTokenException, InvalidImportTokenException
from sealcanvas.service.instance import Instance

VALID_FOR = timedelta(hours=24)
_PURPOSE = "kms-import-token"
_FIXED = 9
_BETWEEN = b" "


@dataclass(frozen=True, slots=True)
class ImportToken:
    """What a token carries.

    Attributes:
        wrapping_key_spec, algorithm: by their names in the service model.
        private: the wrapping key, PKCS #8 in DER.
    """

    expires_at: datetime
    wrapping_key_spec: str
    algorithm: str
    private: Secret


def seal_token(instance: Instance, key_arn: str, token: ImportToken) -> bytes:
    """The token's bytes, which open for that key alone."""
    expiry = int(token.expires_at.timestamp()).to_bytes(8, "big")
    name = _BETWEEN.join((token.wrapping_key_spec.encode(), token.algorithm.encode()))
    plaintext = Secret(b"".join((expiry, bytes([len(name)]), name, token.private.reveal())))
    return wrap(instance.root, _PURPOSE, key_arn.encode(), plaintext)


def open_token(instance: Instance, key_arn: str, sealed: bytes) -> ImportToken:
    """What a token for that key carries.

    Raises:
        InvalidImportTokenException: it was not made here, or for another key.
        ExpiredImportTokenException: its time is over.
    """
    try:
        token = _read(unwrap(instance.root, _PURPOSE, key_arn.encode(), sealed))
    except (Tampered, NotSealed):
        raise InvalidImportTokenException from None
    if instance.clock() >= token.expires_at:
        raise ExpiredImportTokenException
    return token


def _read(opened: Secret) -> ImportToken:
    plaintext = opened.reveal()
    size = _FIXED + plaintext[_FIXED - 1]
    expires_at = datetime.fromtimestamp(int.from_bytes(plaintext[:8], "big"), UTC)
    spec, algorithm = plaintext[_FIXED:size].decode().split()
    return ImportToken(expires_at, spec, algorithm, Secret(plaintext[size:]))

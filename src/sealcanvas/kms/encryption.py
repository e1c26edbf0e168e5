"""Encryption under a key of either kind: a ciphertext blob under a symmetric key, an RSA ciphertext under a pair.

An RSA ciphertext is nothing but that (RFC 8017): it names neither its key nor its algorithm, and has no encryption
context. So whoever decrypts it must name both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from sealcanvas.crypto.asymmetric.rsa import RsaPair
from sealcanvas.crypto.errors import InvalidCiphertext
from sealcanvas.kms.errors import InvalidCiphertextException
from sealcanvas.kms.key import Key
from sealcanvas.kms.vault import current_material, open_blob, seal
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException


@dataclass(frozen=True, slots=True)
class Output:
    """What encrypting or decrypting gives.

    Attributes:
        data: a ciphertext, or a plaintext.
        material_id: of the key material used; "" of a key pair, which has but one.
    """

    data: bytes
    material_id: str = ""


def require_room(key: Key, algorithm: str, plaintext: bytes) -> None:
    """Refuse what is too long for RSA; the service model bounds what a symmetric key takes.

    Raises:
        ValidationException: it is longer than OAEP can encrypt under the key.
    """
    if key.key_spec.symmetric:
        return
    most = cast("RsaPair", key.key_spec.kind).largest_plaintext(algorithm)
    if len(plaintext) > most:
        raise ValidationException(
            f"Algorithm {algorithm} and key spec {key.spec} cannot encrypt data larger than {most} bytes."
        )


def encrypt_under(
    call: Call, key: Key, algorithm: str, plaintext: bytes, encryption_context: Mapping[str, str]
) -> Output:
    """Encrypt under the key.

    Args:
        algorithm: one of the key's.
        plaintext: one that `require_room` lets pass.
        encryption_context: {} for a key pair.

    Raises:
        KeyUnavailableException, KMSInvalidStateException: as `seal`.
    """
    if key.key_spec.symmetric:
        return Output(*seal(call, key, plaintext, encryption_context))
    pair = cast("RsaPair", key.key_spec.kind)
    public = pair.public_key(current_material(call.instance, key).secret)
    return Output(pair.encrypt(public, algorithm, plaintext))


def decrypt_under(
    call: Call, key: Key, algorithm: str, ciphertext: bytes, encryption_context: Mapping[str, str]
) -> Output:
    """Decrypt what `encrypt_under` made under this key, algorithm and encryption context.

    Raises:
        InvalidCiphertextException: anything differs.
        KeyUnavailableException: as `current_material`.
        KMSInvalidStateException: as `open_blob`.
    """
    if key.key_spec.symmetric:
        return Output(*open_blob(call, key, ciphertext, encryption_context))
    call.instance.database.must_wait()  # private RSA operations take milliseconds
    try:
        pair = cast("RsaPair", key.key_spec.kind)
        return Output(pair.decrypt(current_material(call.instance, key).secret, algorithm, ciphertext))
    except InvalidCiphertext:
        raise InvalidCiphertextException from None

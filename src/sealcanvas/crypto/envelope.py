"""The message inside root wraps and KMS ciphertext blobs: a single-use key, and a commitment to it."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from sealcanvas.crypto.canonical import bind
from sealcanvas.crypto.digest import constant_time_equal, hmac_sha256
from sealcanvas.crypto.errors import Tampered
from sealcanvas.crypto.random import random_bytes
from sealcanvas.crypto.secret import Secret

KEY_SIZE = 32
SALT_SIZE = 32
COMMITMENT_SIZE = 32
TAG_SIZE = 16
OVERHEAD = SALT_SIZE + COMMITMENT_SIZE + TAG_SIZE
# One message is sealed under each derived key, so that its nonce need not vary.
_NONCE = bytes(12)
_LABEL = b"sealcanvas/message@v1"
_SALT_LABEL = b"sealcanvas/message-salt@v1"


def seal_message(key: Secret, label: bytes, bound: bytes, plaintext: bytes) -> bytes:
    """Seal one message: salt (32 bytes), commitment (32), AES-256-GCM ciphertext and tag (plaintext + 16).

    Args:
        key: 32 uniformly random bytes.
        label: the format's own name; two formats never share a message key.
        bound: what the message is bound to (header and context, injectively encoded); needed again to open.
        plaintext: what to seal.

    Raises:
        ValueError: the key is not 32 bytes.
    """
    # Hedged: where the random generator repeats itself, as after a restored snapshot, two different messages
    # still get two salts, hence two keys.
    salt = hmac_sha256(key, bind(_SALT_LABEL, label, random_bytes(SALT_SIZE), bound, plaintext))
    aead, commitment = _schedule(key, label, salt, bound)
    return b"".join((salt, commitment, aead.encrypt(_NONCE, plaintext, None)))


def open_message(key: Secret, label: bytes, bound: bytes, sealed: bytes) -> bytes:
    """Open what `seal_message` sealed under the same key, label and bound bytes.

    Raises:
        Tampered: anything differs; which part is not told.
        ValueError: the key is not 32 bytes.
    """
    if len(sealed) < OVERHEAD:
        raise Tampered("the sealed message does not open")
    salt, claimed, ciphertext = (
        sealed[:SALT_SIZE],
        sealed[SALT_SIZE : SALT_SIZE + COMMITMENT_SIZE],
        sealed[SALT_SIZE + COMMITMENT_SIZE :],
    )
    aead, commitment = _schedule(key, label, salt, bound)
    if not constant_time_equal(claimed, commitment):
        raise Tampered("the sealed message does not open")
    try:
        return aead.decrypt(_NONCE, ciphertext, None)
    except InvalidTag:
        raise Tampered("the sealed message does not open") from None


def _schedule(key: Secret, label: bytes, salt: bytes, bound: bytes) -> tuple[AESGCM, bytes]:
    # Returns no key bytes, so that no frame holds them from which an error is raised: some loggers show locals.
    if len(key) != KEY_SIZE:
        raise ValueError(f"a sealing key has {KEY_SIZE} bytes")
    info = bind(_LABEL, label, salt, bound)
    okm = HKDFExpand(hashes.SHA512(), KEY_SIZE + COMMITMENT_SIZE, info).derive(key.reveal())
    return AESGCM(okm[:KEY_SIZE]), okm[KEY_SIZE:]

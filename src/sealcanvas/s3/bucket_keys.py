"""Bucket keys: a data key of the bucket, from KMS under the bucket's ARN, that wraps the data keys of objects.

The wrapped data key of such an object is u16 BE length, the bucket key's KMS ciphertext blob, and the data key
wrapped under the bucket key (`crypto.wrap`), so that the object opens without any record of the bucket key. A bucket
key serves many objects while it is cached; every use still asks KMS's policies and the key's state.
"""

from sealcanvas.crypto.canonical import bind
from sealcanvas.crypto.errors import NotSealed
from sealcanvas.crypto.secret import Secret
from sealcanvas.crypto.wrap import unwrap, wrap
from sealcanvas.kms import decrypt, generate_data_key
from sealcanvas.kms.cache import get_cache_policy
from sealcanvas.kms.encryption_context import symmetric_conditions
from sealcanvas.kms.find import find_key
from sealcanvas.kms.service import kms
from sealcanvas.kms.state import require_enabled
from sealcanvas.s3.state import state_of
from sealcanvas.service.call import Call

_PURPOSE = "s3-bucket-key"


def wrap_under_bucket_key(
    call: Call, key_arn: str, context: dict[str, str], bucket: str, key: str, data_key: Secret
) -> bytes:
    """Wrap an object's data key under the bucket key that `call` may generate.

    Args:
        call: the caller's, already passed on by S3.
        context: the encryption context of the bucket key: the bucket's ARN, and what the caller added.

    Raises:
        ServiceError: KMS's own.
    """
    secret, sealed = _generate(call, key_arn, context)
    return (
        len(sealed).to_bytes(2, "big") + sealed + wrap(secret, _PURPOSE, bind(bucket.encode(), key.encode()), data_key)
    )


def unwrap_under_bucket_key(
    call: Call, key_arn: str, context: dict[str, str], bucket: str, key: str, wrapped: bytes
) -> Secret:
    """Open what `wrap_under_bucket_key` wrapped.

    Raises:
        ServiceError: KMS's own.
        Tampered, NotSealed: it was not wrapped for this object.
    """
    sealed, inner = split_bucket_key(wrapped)
    return unwrap(_open(call, key_arn, context, sealed), _PURPOSE, bind(bucket.encode(), key.encode()), inner)


def split_bucket_key(wrapped: bytes) -> tuple[bytes, bytes]:
    """The bucket key's ciphertext blob and the data key wrapped under it.

    Raises:
        NotSealed: the lengths do not fit.
    """
    size = int.from_bytes(wrapped[:2], "big")
    if len(wrapped) <= 2 + size:
        raise NotSealed("not a data key under a bucket key")
    return wrapped[2 : 2 + size], wrapped[2 + size :]


def open_inner(secret: Secret, bucket: str, key: str, inner: bytes) -> Secret:
    """Open a data key with the unwrapped bucket key."""
    return unwrap(secret, _PURPOSE, bind(bucket.encode(), key.encode()), inner)


def _generate(call: Call, key_arn: str, context: dict[str, str]) -> tuple[Secret, bytes]:
    cache, now = state_of(call.instance).bucket_keys, call.instance.clock()
    # AWS shares a bucket key among the requests of one requester only.
    name = ("generate", call.principal.arn, key_arn, *_flat(context))
    cached = cache.take(name, now)
    if cached is not None:
        _ask(call, "kms:GenerateDataKey", key_arn, context)
        return cached
    made = generate_data_key(call, {"KeyId": key_arn, "KeySpec": "AES_256", "EncryptionContext": context})
    secret, sealed = Secret(made["Plaintext"]), bytes(made["CiphertextBlob"])
    cache.keep(name, secret, sealed, get_cache_policy(call.instance), now)
    return secret, sealed


def _open(call: Call, key_arn: str, context: dict[str, str], sealed: bytes) -> Secret:
    cache, now = state_of(call.instance).bucket_keys, call.instance.clock()
    name = ("open", sealed.hex(), key_arn, *_flat(context))
    cached = cache.take(name, now)
    if cached is not None:
        _ask(call, "kms:Decrypt", key_arn, context)
        return cached[0]
    opened = decrypt(call, {"CiphertextBlob": sealed, "KeyId": key_arn, "EncryptionContext": context})
    secret = Secret(opened["Plaintext"])
    cache.keep(name, secret, sealed, get_cache_policy(call.instance), now)
    return secret


def _ask(call: Call, action: str, key_arn: str, context: dict[str, str]) -> None:
    """Refuse where KMS itself would: caching spares the cryptography, never the question."""
    key = find_key(call, key_arn, action)
    kms.check(call, action, key, symmetric_conditions(context))
    require_enabled(key)


def _flat(context: dict[str, str]) -> tuple[str, ...]:
    return tuple(text for pair in sorted(context.items()) for text in pair)

"""An object's data key: made, wrapped and opened as the caller, by the kind of its encryption."""

from sealcanvas.crypto.secret import Secret
from sealcanvas.kms import decrypt, generate_data_key
from sealcanvas.s3.bucket import Bucket, to_kms
from sealcanvas.s3.bucket_keys import unwrap_under_bucket_key, wrap_under_bucket_key
from sealcanvas.s3.customer_keys.key import CustomerKey
from sealcanvas.s3.customer_keys.wrapping import unwrap_for_customer, wrap_for_customer
from sealcanvas.s3.encryption import SSE_C, Encryption
from sealcanvas.s3.kms_errors import kms_errors
from sealcanvas.s3.service_key import unwrap_data_key, wrap_data_key
from sealcanvas.service.call import Call


def new_data_key(call: Call, bucket: Bucket, key: str, encryption: Encryption) -> tuple[Secret, bytes]:
    """Return a fresh data key and its wrapped form.

    Raises:
        AccessDenied, KMSFailure: KMS refuses the caller kms:GenerateDataKey, or the key cannot be used.
    """
    if encryption.customer is not None:
        secret = Secret.random(32)
        return secret, wrap_for_customer(call.instance, bucket.name, key, encryption.customer, secret)
    if not encryption.by_kms:
        secret = Secret.random(32)
        return secret, wrap_data_key(call.instance, bucket.name, key, secret)
    context = encryption.context(bucket.name, key)
    with kms_errors():
        if encryption.bucket_key:
            secret = Secret.random(32)
            wrapped = wrap_under_bucket_key(to_kms(call, bucket), encryption.key_arn, context, bucket.name, key, secret)
            return secret, wrapped
        made = generate_data_key(
            to_kms(call, bucket),
            {"KeyId": encryption.key_arn, "KeySpec": "AES_256", "EncryptionContext": context},
        )
    return Secret(made["Plaintext"]), bytes(made["CiphertextBlob"])


def open_data_key(
    call: Call, bucket: Bucket, key: str, encryption: Encryption, wrapped: bytes, customer: CustomerKey | None = None
) -> Secret:
    """Open a wrapped data key.

    Args:
        customer: the key that the request brought, where the object is under one.

    Raises:
        AccessDenied, KMSFailure: KMS refuses the caller kms:Decrypt, or the key cannot be used.
        Refused: the customer's key is another one.
        Tampered, NotSealed: it is not the data key of this object.
    """
    if encryption.algorithm == SSE_C:
        if customer is None:
            raise ValueError("an object under a customer's key was opened without one")
        return unwrap_for_customer(call.instance, bucket.name, key, customer, wrapped)
    if not encryption.by_kms:
        return unwrap_data_key(call.instance, bucket.name, key, wrapped)
    context = encryption.context(bucket.name, key)
    with kms_errors():
        if encryption.bucket_key:
            return unwrap_under_bucket_key(to_kms(call, bucket), encryption.key_arn, context, bucket.name, key, wrapped)
        opened = decrypt(
            to_kms(call, bucket),
            {"CiphertextBlob": wrapped, "KeyId": encryption.key_arn, "EncryptionContext": context},
        )
    return Secret(opened["Plaintext"])

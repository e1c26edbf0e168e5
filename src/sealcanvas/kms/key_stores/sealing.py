"""Seals and opens blobs under keys of custom key stores: our layer inside, the key store's outside.

Developer Guide, "How external key stores work", "Double encryption". Who may is decided before, by the operations.
"""

from collections.abc import Mapping

from sealcanvas.crypto import kms_blob_twice
from sealcanvas.crypto.errors import InvalidCiphertext
from sealcanvas.crypto.kms_blob import BlobHeader
from sealcanvas.kms.errors import InvalidCiphertextException, KMSInvalidStateException
from sealcanvas.kms.key_stores.backend import backend_of
from sealcanvas.kms.key_stores.keys_within import backing_of
from sealcanvas.kms.key_stores.place import Use, not_connected
from sealcanvas.kms.key_stores.store import CustomKeyStore
from sealcanvas.kms.key_stores.xks.failure import Cause, XksFailed
from sealcanvas.kms.material import Material, open_material
from sealcanvas.service.call import Call


def seal_twice(
    call: Call, material: Material, key_arn: str, version: int, plaintext: bytes, context: Mapping[str, str]
) -> bytes:
    """The blob of a plaintext.

    Args:
        material: the key's own, of the number `version`.

    Raises:
        KMSInvalidStateException: the key store does not do it; the message says why.
    """
    store, use = _used(call, key_arn)
    head = kms_blob_twice.header(key_arn, version)
    inner = kms_blob_twice.seal_inner(material.secret, head, plaintext, context)
    outer = backend_of(store.kind).encrypt(call, store, use, inner, kms_blob_twice.associated(head, context))
    return head + outer.encode()


def open_twice(call: Call, blob: bytes, context: Mapping[str, str]) -> tuple[bytes, str]:
    """The plaintext of a blob, and the id of our material in it.

    Raises:
        InvalidCiphertextException: not a blob of this kind.
        KMSInvalidStateException: the key store does not open it, or what it gives does not open.
        NoMaterial: our material is gone.
    """
    try:
        header = BlobHeader.parse(blob)
        head, outer = kms_blob_twice.split(blob)
        data = kms_blob_twice.associated(head, context)
    except InvalidCiphertext:
        raise InvalidCiphertextException from None
    material = open_material(call.instance, header.key, header.material_version)
    store, use = _used(call, header.key)
    inner = backend_of(store.kind).decrypt(call, store, use, outer, data)
    try:
        return kms_blob_twice.open_inner(material.secret, head, inner, context), material.material_id
    except InvalidCiphertext:
        raise XksFailed(Cause.CIPHERTEXT_ALTERED).in_use() from None


def _used(call: Call, key_arn: str) -> tuple[CustomKeyStore, Use]:
    """The key's store and what it is used for, once more as they are now."""
    call.instance.database.must_wait()  # key stores take their time
    with call.instance.database.read() as connection:
        found = backing_of(connection, [key_arn])
    if not found:
        raise InvalidCiphertextException  # a key of ours: it has no such blobs
    [(store, backing)] = found
    if store.state != "CONNECTED":
        raise KMSInvalidStateException(not_connected(store.kind, key_arn))
    events = call.journal.events
    return store, Use(key_arn, backing, events[-1].name if events else "VerifyStore")

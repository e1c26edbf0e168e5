"""Seals and opens ciphertext blobs with a key's material; who may is decided before, by the operations."""

from collections.abc import Mapping

from sealcanvas.crypto import kms_blob
from sealcanvas.crypto.errors import InvalidCiphertext
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.errors import InvalidCiphertextException, KeyUnavailableException, KMSInvalidStateException
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_stores.errors import CiphertextRefused
from sealcanvas.kms.key_stores.sealing import open_twice, seal_twice
from sealcanvas.kms.material import Material, NoMaterial, open_material
from sealcanvas.kms.regions.related import names_of_related
from sealcanvas.service.call import Call, service_call
from sealcanvas.service.instance import Instance


class KeyDestroyed(Exception):
    """The key material that sealed this blob is gone from every related key; nothing here opens it."""


class KeyOutOfReach(Exception):
    """The key store of the key that sealed this blob does not open it now; the message says why."""


def seal(call: Call, key: Key, plaintext: bytes, encryption_context: Mapping[str, str]) -> tuple[bytes, str]:
    """Seal under the key's current material, and in its key store if it lies in one; the blob and the material's id.

    Raises:
        KeyUnavailableException: the material vanished since the key was looked up.
        KMSInvalidStateException: the key store does not do it.
    """
    material = current_material(call.instance, key)
    if key.place is not None:
        version = key.material_version
        return seal_twice(call, material, key.arn, version, plaintext, encryption_context), material.material_id
    blob = kms_blob.seal(material.secret, key.arn, key.material_version, plaintext, encryption_context)
    return blob, material.material_id


def current_material(instance: Instance, key: Key) -> Material:
    """The key material that the key works with now, for one use.

    Raises:
        KeyUnavailableException: the material vanished since the key was looked up.
    """
    try:
        return open_material(instance, key.arn, key.material_version)
    except NoMaterial:
        raise KeyUnavailableException(f"{key.arn} has no key material.") from None


def open_blob(call: Call, key: Key, blob: bytes, encryption_context: Mapping[str, str]) -> tuple[bytes, str]:
    """The plaintext of a blob, and the id of the material that opened it.

    Args:
        key: the one that sealed it, or a related multi-Region key.

    Raises:
        InvalidCiphertextException: blob or context are not what was sealed.
        KMSInvalidStateException: its key store does not open it.
    """
    try:
        header = kms_blob.BlobHeader.parse(blob)
        if header.version == kms_blob.TWICE:
            return open_twice(call, blob, encryption_context)
        material = open_material(call.instance, key.arn, header.material_version)
        return kms_blob.open(material.secret, blob, encryption_context), material.material_id
    except (InvalidCiphertext, NoMaterial):
        raise InvalidCiphertextException from None


def key_arn_of_blob(blob: bytes) -> str:
    """The ARN of the key that a blob says it was sealed under; authentic only once the blob is opened.

    Raises:
        InvalidCiphertextException: not one of our blobs.
    """
    name = named_key(blob)
    if not name:
        raise InvalidCiphertextException
    return name


def named_key(blob: bytes) -> str:
    """`key_arn_of_blob`, or "" where it is not one of our blobs."""
    try:
        return kms_blob.BlobHeader.parse(blob).key
    except InvalidCiphertext:
        return ""


def open_without_policy(instance: Instance, blob: bytes, encryption_context: Mapping[str, str]) -> Secret:
    """Open a blob for the server's own integrity check (VerifyStore), whatever policies and key state say.

    Raises:
        KeyDestroyed: the key material is gone.
        KeyOutOfReach: its key store does not open it.
        InvalidCiphertextException: blob or context are not what was sealed.
    """
    sealer = key_arn_of_blob(blob)
    try:
        header = kms_blob.BlobHeader.parse(blob)
        if header.version == kms_blob.TWICE:
            call = service_call(instance, "kms.amazonaws.com", source_arn=sealer, region=header.region)
            return Secret(open_twice(call, blob, encryption_context)[0])
        material = _material_of_any(instance, sealer, header.material_version)
        return Secret(kms_blob.open(material.secret, blob, encryption_context))
    except NoMaterial:
        raise KeyDestroyed(sealer) from None
    except CiphertextRefused:
        raise InvalidCiphertextException from None
    except KMSInvalidStateException as refused:
        raise KeyOutOfReach(refused.message) from None
    except InvalidCiphertext:
        raise InvalidCiphertextException from None


def _material_of_any(instance: Instance, sealer: str, version: int) -> Material:
    """The material of the key that sealed, or where it is gone the same one of a related key."""
    with instance.database.read() as connection:
        names = dict.fromkeys((sealer, *names_of_related(connection, sealer)))
    for name in names:
        try:
            return open_material(instance, name, version)
        except NoMaterial:
            continue
    raise NoMaterial(sealer)

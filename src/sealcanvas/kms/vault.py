"""Seals and opens ciphertext blobs with a key's material; who may is decided before, by the operations."""

from collections.abc import Mapping

from sealcanvas.crypto import kms_blob
from sealcanvas.crypto.errors import InvalidCiphertext
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.errors import InvalidCiphertextException, KeyUnavailableException
from sealcanvas.kms.key import Key
from sealcanvas.kms.material import Material, NoMaterial, open_material
from sealcanvas.kms.regions.related import names_of_related
from sealcanvas.service.instance import Instance


class KeyDestroyed(Exception):
    """The key material that sealed this blob is gone from every related key; nothing here opens it."""


def seal(instance: Instance, key: Key, plaintext: bytes, encryption_context: Mapping[str, str]) -> tuple[bytes, str]:
    """Seal under the key's current material; the blob and the material's id.

    Raises:
        KeyUnavailableException: the material vanished since the key was looked up.
    """
    material = current_material(instance, key)
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


def open_blob(instance: Instance, key: Key, blob: bytes, encryption_context: Mapping[str, str]) -> tuple[bytes, str]:
    """The plaintext of a blob, and the id of the material that opened it.

    Args:
        key: the one that sealed it, or a related multi-Region key.

    Raises:
        InvalidCiphertextException: blob or context are not what was sealed.
    """
    try:
        header = kms_blob.BlobHeader.parse(blob)
        material = open_material(instance, key.arn, header.material_version)
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
        InvalidCiphertextException: blob or context are not what was sealed.
    """
    sealer = key_arn_of_blob(blob)
    with instance.database.read() as connection:
        names = dict.fromkeys((sealer, *names_of_related(connection, sealer)))
    for name in names:
        try:
            material = open_material(instance, name, kms_blob.BlobHeader.parse(blob).material_version)
            return Secret(kms_blob.open(material.secret, blob, encryption_context))
        except NoMaterial:
            continue
        except InvalidCiphertext:
            raise InvalidCiphertextException from None
    raise KeyDestroyed(sealer)

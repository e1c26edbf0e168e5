"""Imported material that waits for its rotation, and whether all related keys have it."""

from sqlalchemy import Connection

from sealcanvas.kms.errors import KMSInvalidStateException
from sealcanvas.kms.imported.materials import materials_of
from sealcanvas.kms.key import Key
from sealcanvas.kms.regions.related import related_to


def require_pending_material(connection: Connection, key: Key) -> None:
    """For the rotation of a key of origin EXTERNAL.

    Raises:
        KMSInvalidStateException: no new material was imported, or not into every replica yet.
    """
    if not any(each.version > key.material_version for each in materials_of(connection, key.arn)):
        raise KMSInvalidStateException(f"No available key material pending rotation for the key: {key.arn}.")
    if not is_pending_everywhere(connection, key):
        raise KMSInvalidStateException(
            "Cannot perform key material rotation: Key material has not been imported for replicas of the "
            "Multi-Region key."
        )


def is_pending_everywhere(connection: Connection, key: Key) -> bool:
    """Whether the key and all that are related to it have imported the material that is pending rotation."""
    family = related_to(connection, key).all
    return all(
        any(each.version > key.material_version and each.present for each in materials_of(connection, arn))
        for arn in family
    )

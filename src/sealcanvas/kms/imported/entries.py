"""What ListKeyRotations and KeyMetadata tell of imported material."""

from typing import Any

from sqlalchemy import Connection

from sealcanvas.kms.imported.materials import ImportedMaterial, materials_of
from sealcanvas.kms.imported.pending import is_pending_everywhere
from sealcanvas.kms.imported.validity import DOES_NOT_EXPIRE, EXPIRES
from sealcanvas.kms.key import Key


def imported_entries(connection: Connection, key: Key) -> dict[int, dict[str, Any]]:
    """The members that entries of a key of origin EXTERNAL have besides, by the material's number."""
    if not key.imported:
        return {}
    return {each.version: _entry(connection, key, each) for each in materials_of(connection, key.arn)}


def imported_metadata(connection: Connection, key: Key) -> dict[str, Any]:
    """`ExpirationModel` and `ValidTo`, the earliest; neither while the key waits for an import."""
    used = [each for each in materials_of(connection, key.arn) if each.version <= key.material_version]
    if not used or not all(each.present for each in used):
        return {}
    ends = [each.valid_to for each in used if each.valid_to is not None]
    return {"ExpirationModel": EXPIRES, "ValidTo": min(ends)} if ends else {"ExpirationModel": DOES_NOT_EXPIRE}


def _entry(connection: Connection, key: Key, material: ImportedMaterial) -> dict[str, Any]:
    entry: dict[str, Any] = {"ImportState": "IMPORTED" if material.present else "PENDING_IMPORT"}
    if material.description is not None:
        entry["KeyMaterialDescription"] = material.description
    if material.expires is not None:
        entry["ExpirationModel"] = EXPIRES if material.expires else DOES_NOT_EXPIRE
    if material.valid_to is not None:
        entry["ValidTo"] = material.valid_to
    if material.version > key.material_version:
        ready = is_pending_everywhere(connection, key)
        entry["KeyMaterialState"] = "PENDING_ROTATION" if ready else "PENDING_MULTI_REGION_IMPORT_AND_ROTATION"
    return entry

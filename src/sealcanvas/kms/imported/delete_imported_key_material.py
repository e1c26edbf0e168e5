"""DeleteImportedKeyMaterial: the material goes at once; the same may be imported again."""

from typing import Any

from sqlalchemy import Connection

from sealcanvas.kms.imported.materials import ImportedMaterial, destroy_material, drop_material, materials_of
from sealcanvas.kms.imported.origin import require_external
from sealcanvas.kms.imported.settle import settle
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.material import material_cache
from sealcanvas.kms.overwritten import note_overwritten
from sealcanvas.kms.regions.related import related_to
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException


@key_operation("DeleteImportedKeyMaterial")
def delete_imported_key_material(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Destroy one of the key's materials, the current one unless another is named; without effect where it is gone."""
    require_external(key)
    with call.instance.database.transaction() as connection:
        found = _named(key, request.get("KeyMaterialId"), materials_of(connection, key.arn))
        if found is None:
            return {"KeyId": key.arn}
        _destroy(call, connection, key, found)
        note_overwritten(connection)
    material_cache(call.instance).forget(key.arn)
    return {"KeyId": key.arn, **({"KeyMaterialId": found.material_id} if key.key_spec.symmetric else {})}


def _named(key: Key, material_id: str | None, known: list[ImportedMaterial]) -> ImportedMaterial | None:
    if material_id is None:
        return next((each for each in known if each.version == key.material_version), None)
    for each in known:
        if each.material_id == material_id:
            return each
    raise ValidationException(f"Key material (id: {material_id}) has never been imported into KMS key {key.arn}.")


def _destroy(call: Call, connection: Connection, key: Key, found: ImportedMaterial) -> None:
    family = related_to(connection, key)
    if found.version > key.material_version and family.primary == key.arn:
        for arn in family.all:  # pending material is the family's, and it is the primary that brings it in
            drop_material(connection, arn, found.version)
        return
    destroy_material(call.instance, connection, key.arn, found.version)
    settle(connection, key.arn)

"""ListKeyRotations: the materials that a key has had, and when each became current."""

from typing import Any

from sqlalchemy import Row, and_, select

from sealcanvas.kms.imported.entries import imported_entries
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.paging import after, limit_of, page
from sealcanvas.kms.tables import material, rotations
from sealcanvas.kms.usage import require_rotatable
from sealcanvas.service.call import Call

_NAME = "ListKeyRotations"


@key_operation(_NAME, atomic=False)
def list_key_rotations(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Return the key's rotations, oldest first; with ALL_KEY_MATERIAL the first material and a pending one too."""
    require_rotatable(key)
    limit, last = limit_of(request, default=100, maximum=1000), after(request, _NAME, int)
    everything = request.get("IncludeKeyMaterial") == "ALL_KEY_MATERIAL"
    # A material that was prepared for the next rotation is none of the key's yet; an imported one is.
    newest = key.material_version + (1 if key.imported else 0)
    joined = and_(rotations.c.key_arn == material.c.key_arn, rotations.c.version == material.c.version)
    statement = (
        select(material.c.version, material.c.material_id, rotations.c.type, rotations.c.rotated_at)
        .join(rotations, joined, isouter=everything)
        .where(material.c.key_arn == key.arn, material.c.version <= newest)
    )
    if last is not None:
        statement = statement.where(material.c.version > last)
    with call.instance.database.read() as connection:
        rows = connection.execute(statement.order_by(material.c.version).limit(limit + 1)).all()
        imported = imported_entries(connection, key)
    entries = [{**_entry(key, row), **imported.get(row.version, {})} for row in rows]
    return page("Rotations", entries, limit, _NAME, rows[limit - 1].version if len(rows) > limit else None)


def _entry(key: Key, row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    entry = {
        "KeyId": key.arn,
        "KeyMaterialId": row.material_id,
        "KeyMaterialState": "CURRENT" if row.version == key.material_version else "NON_CURRENT",
    }
    return entry if row.type is None else {**entry, "RotationDate": row.rotated_at, "RotationType": row.type}

"""The materials of a key of origin EXTERNAL: those that are imported, and those that may be again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, delete, insert, select, update

from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.imported.validity import Validity
from sealcanvas.kms.material import add_material, replace_material
from sealcanvas.kms.tables import imports, material
from sealcanvas.service.instance import Instance


@dataclass(frozen=True, slots=True)
class ImportedMaterial:
    """One material that a key has.

    Attributes:
        version: its number; beyond the key's own it is pending rotation.
        present: whether it is imported, now and in this Region.
        expires: whether there is an end to it; None unless it is imported.
    """

    version: int
    material_id: str
    present: bool
    description: str | None
    expires: bool | None
    valid_to: datetime | None


def materials_of(connection: Connection, key_arn: str) -> list[ImportedMaterial]:
    """The key's materials by number; none until the first import."""
    joined = and_(imports.c.key_arn == material.c.key_arn, imports.c.version == material.c.version)
    query = (
        select(material, imports.c.description, imports.c.expires, imports.c.valid_to)
        .join(imports, joined)
        .where(material.c.key_arn == key_arn)
        .order_by(material.c.version)
    )
    return [
        ImportedMaterial(row.version, row.material_id, bool(row.wrapped), row.description, row.expires, row.valid_to)
        for row in connection.execute(query)
    ]


def expect_material(instance: Instance, connection: Connection, key_arn: str, known: ImportedMaterial) -> None:
    """Note for a key a material that a related key has; it is still to be imported here."""
    add_material(instance, connection, key_arn, known.version, known.material_id, None)
    values = {"key_arn": key_arn, "version": known.version, "description": known.description}
    connection.execute(insert(imports).values(**values))


def put_material(
    instance: Instance, connection: Connection, key_arn: str, version: int, secret: Secret, validity: Validity
) -> None:
    """Store imported material in the place that is noted for it."""
    replace_material(instance, connection, key_arn, version, secret)
    _change(connection, key_arn, version, expires=validity.expires, valid_to=validity.valid_to)


def describe_material(connection: Connection, key_arn: str, version: int, description: str) -> None:
    """Set what its owner says of a material."""
    _change(connection, key_arn, version, description=description)


def destroy_material(instance: Instance, connection: Connection, key_arn: str, version: int) -> None:
    """Destroy imported material; the key remembers which it was."""
    replace_material(instance, connection, key_arn, version, None)
    _change(connection, key_arn, version, expires=None, valid_to=None)


def drop_material(connection: Connection, key_arn: str, version: int) -> None:
    """Destroy material that was never used, and forget it."""
    connection.execute(delete(material).where(material.c.key_arn == key_arn, material.c.version == version))


def _change(connection: Connection, key_arn: str, version: int, **columns: object) -> None:
    where = (imports.c.key_arn == key_arn, imports.c.version == version)
    connection.execute(update(imports).where(*where).values(**columns))

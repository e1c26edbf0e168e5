"""Imported key material whose time has come: destroyed by the server's clock."""

from sqlalchemy import Connection, and_, select

from sealcanvas.kms.imported.materials import destroy_material
from sealcanvas.kms.imported.settle import settle
from sealcanvas.kms.material import material_cache
from sealcanvas.kms.overwritten import note_overwritten
from sealcanvas.kms.service_event import service_event
from sealcanvas.kms.tables import imports, keys
from sealcanvas.service.instance import Instance


def expire_due(instance: Instance) -> list[str]:
    """Destroy the imported materials whose `ValidTo` has come; the ARNs of their keys, which are PendingImport then.

    Material that is pending rotation stays until it is used, as on AWS.
    """
    with instance.database.read() as connection:
        if not _due(instance, connection):
            return []
    with instance.database.transaction() as connection:
        due = _due(instance, connection)
        for arn, version in due:
            destroy_material(instance, connection, arn, version)
        arns = list(dict.fromkeys(arn for arn, _ in due))
        for arn in arns:
            settle(connection, arn)
        note_overwritten(connection)
        # Developer Guide, "DeleteExpiredKeyMaterial" (CloudTrail log entries).
        instance.trail.record(
            service_event(instance, "DeleteExpiredKeyMaterial", arn, {"keyId": arn.rpartition("/")[2]}) for arn in arns
        )
    for arn in arns:
        material_cache(instance).forget(arn)
    return arns


def _due(instance: Instance, connection: Connection) -> list[tuple[str, int]]:
    joined = and_(keys.c.arn == imports.c.key_arn, imports.c.version <= keys.c.material_version)
    query = select(imports.c.key_arn, imports.c.version).join(keys, joined)
    rows = connection.execute(query.where(imports.c.valid_to <= instance.clock()).order_by(imports.c.key_arn))
    return [(row.key_arn, row.version) for row in rows]

"""Makes a key's next material current: the one place where that happens."""

from collections.abc import Callable, Iterator
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from sealcanvas.audit.event import Event
from sealcanvas.kms.imported.settle import settle
from sealcanvas.kms.key_specs import SYMMETRIC
from sealcanvas.kms.material import copy_material, generate_material, store_material
from sealcanvas.kms.regions.related import family_of
from sealcanvas.kms.service_event import service_event
from sealcanvas.kms.tables import keys, material, rotations
from sealcanvas.service.instance import Instance

RotationType = Literal["AUTOMATIC", "ON_DEMAND"]


def rotate(instance: Instance, key_arn: str, kind: RotationType, may: Callable[[Connection], bool]) -> bool:
    """Rotate a key, in two units of work: the next material is durable before anything can be sealed under it.

    A multi-Region primary and its replicas rotate as one.

    Args:
        may: asked within the unit that makes the material current, whether it still is to be; may raise.

    Returns:
        Whether the key was rotated; False where `may` said no or the key is gone.
    """
    while (version := _prepare(instance, key_arn)) is not None:
        with instance.database.transaction() as connection:
            row = _row(connection, key_arn)
            if row is None or row.material_version != version - 1:
                continue  # rotated by somebody else in between, or gone
            if not may(connection):
                return False
            for arn in _family(connection, row):
                _make_current(instance, connection, arn, version, kind)
                if row.origin == "EXTERNAL":
                    settle(connection, arn)
            instance.trail.record(_events(instance, connection, row, version, kind))
        return True
    return False


def _prepare(instance: Instance, key_arn: str) -> int | None:
    """The number of the key's next material, made unless it is there already; None: there is no such key.

    Imported material is there, or `may` refuses; even so this unit of work makes durable what was imported before.
    """
    with instance.database.transaction() as connection:
        row = _row(connection, key_arn)
        if row is None:
            return None
        version: int = row.material_version + 1
        if row.origin != "EXTERNAL":
            if not _has(connection, key_arn, version):
                secret = generate_material(SYMMETRIC)  # keys of other kinds do not rotate
                store_material(instance, connection, key_arn, version, secret)
            for arn in _family(connection, row):
                if not _has(connection, arn, version):
                    copy_material(instance, connection, key_arn, arn, version)
    return version


def _make_current(instance: Instance, connection: Connection, key_arn: str, version: int, kind: RotationType) -> None:
    values = {"key_arn": key_arn, "version": version, "type": kind, "rotated_at": instance.clock()}
    connection.execute(insert(rotations).values(**values))
    connection.execute(update(keys).where(keys.c.arn == key_arn).values(material_version=version))


def _row(connection: Connection, key_arn: str) -> Row[Any] | None:
    return connection.execute(select(keys).where(keys.c.arn == key_arn)).one_or_none()


def _family(connection: Connection, row: Row[Any]) -> tuple[str, ...]:
    """The key, and those that are related to it."""
    if not row.multi_region:
        return (row.arn,)
    return family_of(connection, row.account, row.key_id).all


def _has(connection: Connection, key_arn: str, version: int) -> bool:
    where = (material.c.key_arn == key_arn, material.c.version == version)
    return connection.execute(select(material.c.version).where(*where)).one_or_none() is not None


def _events(
    instance: Instance, connection: Connection, row: Row[Any], version: int, kind: RotationType
) -> Iterator[Event]:
    # Developer Guide, "RotateKey" and "SynchronizeMultiRegionKey" (CloudTrail log entries).
    where = (material.c.key_arn == row.arn, material.c.version.in_([version - 1, version]))
    ids = connection.execute(select(material.c.material_id).where(*where).order_by(material.c.version)).scalars().all()
    details = {
        "rotationType": kind,
        "keyOrigin": row.origin,
        "previousKeyMaterialId": ids[0],
        "currentKeyMaterialId": ids[1],
        "keyId": row.key_id,
    }
    yield service_event(instance, "RotateKey", row.arn, details)
    for arn in _family(connection, row):
        if arn != row.arn:
            yield service_event(instance, "SynchronizeMultiRegionKey", arn, {"keyId": row.key_id})

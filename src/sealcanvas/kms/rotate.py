"""Makes a key's next material current: the one place where that happens."""

from collections.abc import Callable
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from sealcanvas.audit.event import Event
from sealcanvas.kms.key_specs import SYMMETRIC
from sealcanvas.kms.material import generate_material, store_material
from sealcanvas.kms.tables import keys, material, rotations
from sealcanvas.service.call import service_call
from sealcanvas.service.instance import Instance

RotationType = Literal["AUTOMATIC", "ON_DEMAND"]


def rotate(instance: Instance, key_arn: str, kind: RotationType, may: Callable[[Connection], bool]) -> bool:
    """Rotate a key, in two units of work: the next material is durable before anything can be sealed under it.

    Args:
        may: asked within the unit that makes the material current, whether it still is to be; may raise.

    Returns:
        Whether the key was rotated; False where `may` said no or the key is gone.
    """
    while (version := _prepare(instance, key_arn)) is not None:
        with instance.database.transaction() as connection:
            if _current(connection, key_arn) != version - 1:
                continue  # rotated by somebody else in between, or gone
            if not may(connection):
                return False
            connection.execute(
                insert(rotations).values(key_arn=key_arn, version=version, type=kind, rotated_at=instance.clock())
            )
            connection.execute(update(keys).where(keys.c.arn == key_arn).values(material_version=version))
            instance.trail.record([_event(instance, connection, key_arn, version, kind)])
        return True
    return False


def _prepare(instance: Instance, key_arn: str) -> int | None:
    """The number of the key's next material, made unless it is there already; None: there is no such key."""
    with instance.database.transaction() as connection:
        current = _current(connection, key_arn)
        if current is None:
            return None
        version = current + 1
        where = (material.c.key_arn == key_arn, material.c.version == version)
        if connection.execute(select(material.c.version).where(*where)).one_or_none() is None:
            secret = generate_material(SYMMETRIC)  # keys of other kinds do not rotate
            store_material(instance, connection, key_arn, version, secret)
    return version


def _current(connection: Connection, key_arn: str) -> int | None:
    found: int | None = connection.execute(select(keys.c.material_version).where(keys.c.arn == key_arn)).scalar()
    return found


def _event(instance: Instance, connection: Connection, key_arn: str, version: int, kind: RotationType) -> Event:
    # Developer Guide, "RotateKey" (CloudTrail log entries).
    where = (material.c.key_arn == key_arn, material.c.version.in_([version - 1, version]))
    ids = connection.execute(select(material.c.material_id).where(*where).order_by(material.c.version)).scalars().all()
    call = service_call(instance, "kms.amazonaws.com", source_arn=key_arn, region=key_arn.split(":")[3])
    event = call.event("kms.amazonaws.com", "RotateKey")
    event.event_type, event.resources = "AwsServiceEvent", [key_arn]
    event.service_details = {
        "rotationType": kind,
        "keyOrigin": "AWS_KMS",
        "previousKeyMaterialId": ids[0],
        "currentKeyMaterialId": ids[1],
        "keyId": key_arn.rpartition("/")[2],
    }
    return event

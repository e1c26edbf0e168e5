"""RotateKeyOnDemand: a rotation now, whatever the schedule says."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from sealcanvas.kms.errors import ConflictException, LimitExceededException
from sealcanvas.kms.find import key_of_arn
from sealcanvas.kms.imported.pending import require_pending_material
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.regions.primary_only import require_no_replica
from sealcanvas.kms.rotate import rotate
from sealcanvas.kms.rotation_schedule import schedule_of
from sealcanvas.kms.state import require_enabled
from sealcanvas.kms.tables import rotations
from sealcanvas.kms.usage import require_rotatable
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance

_MOST = 25
_SOON = timedelta(minutes=20)


@key_operation("RotateKeyOnDemand", atomic=False)  # its two units of work are durable one after the other
def rotate_key_on_demand(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - the seam's signature
    """Give the key new material that encrypts from now on; at most 25 times in the key's life."""
    require_rotatable(key)
    instance = call.instance

    def may(connection: Connection) -> bool:
        now = key_of_arn(call, key.arn) or key
        require_no_replica(instance, now, "RotateKeyOnDemand")
        require_enabled(now)
        if now.imported:
            require_pending_material(connection, now)
        _require_room(connection, key.arn)
        _require_no_automatic(instance, connection, key.arn)
        return True

    with instance.database.read() as connection:
        may(connection)  # a request that is refused leaves nothing
    rotate(instance, key.arn, "ON_DEMAND", may)
    return {"KeyId": key.arn}


def _require_room(connection: Connection, key_arn: str) -> None:
    where = (rotations.c.key_arn == key_arn, rotations.c.type == "ON_DEMAND")
    if connection.execute(select(func.count()).where(*where)).scalar_one() >= _MOST:
        raise LimitExceededException(
            "The on-demand rotations limit has been reached for the given keyId. "
            f"No more on-demand rotations can be performed for this key: {key_arn}"
        )


def _require_no_automatic(instance: Instance, connection: Connection, key_arn: str) -> None:
    schedule = schedule_of(connection, key_arn)
    if schedule is not None and schedule.next_at - instance.clock() <= _SOON:
        raise ConflictException(
            f"An automatic rotation of {key_arn} is in progress or scheduled to begin within the next 20 minutes."
        )

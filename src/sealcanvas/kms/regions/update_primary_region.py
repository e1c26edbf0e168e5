"""UpdatePrimaryRegion: a replica becomes the primary, and the primary a replica."""

from typing import Any

from sqlalchemy import Connection, update

from sealcanvas.kms.errors import KMSInvalidStateException, NotFoundException, UnsupportedOperationException
from sealcanvas.kms.find import key_of_arn
from sealcanvas.kms.key import Key, key_arn
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.regions.related import related_to
from sealcanvas.kms.service import kms
from sealcanvas.kms.service_event import service_event
from sealcanvas.kms.state import require_enabled
from sealcanvas.kms.tables import related_keys, rotation_schedules
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException


def _conditions(call: Call, key: Key, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:  # noqa: ARG001 - the seam's signature
    return {"kms:PrimaryRegion": request["PrimaryRegion"]}


@key_operation("UpdatePrimaryRegion", conditions=_conditions)
def update_primary_region(call: Call, key: Key, request: dict[str, Any]) -> None:
    """Make the replica in `PrimaryRegion` the primary; needs the permission on both keys, and both enabled."""
    region: str = request["PrimaryRegion"]
    if not key.multi_region:
        raise UnsupportedOperationException(f"{key.arn} is not a multi-region primary key.")
    with call.instance.database.transaction() as connection:
        family = related_to(connection, key)
        if key.arn != family.primary:
            raise KMSInvalidStateException(f"{key.arn} is not a multi-Region primary key.")
        successor_arn = key_arn(region, key.account, key.key_id)
        if successor_arn not in family.all:
            raise ValidationException(f"{key.key_id} does not have a replica key in the specified Region.")
        successor = key_of_arn(call, successor_arn)
        if successor is None:
            raise NotFoundException(f"Key '{successor_arn}' does not exist")
        call.journal.events[-1].resources.append(successor_arn)
        kms.check(call, "kms:UpdatePrimaryRegion", successor, _conditions(call, successor, request))
        require_enabled(key)
        require_enabled(successor)
        if successor_arn == key.arn:
            return  # as on AWS, nothing happens
        _hand_over(connection, key.arn, successor_arn)
        # Developer Guide, "SynchronizeMultiRegionKey" (CloudTrail log entries).
        call.instance.trail.record(
            service_event(call.instance, "SynchronizeMultiRegionKey", arn, {"keyId": key.key_id}) for arn in family.all
        )


def _hand_over(connection: Connection, former_arn: str, successor_arn: str) -> None:
    for arn in (former_arn, successor_arn):
        values = {"primary": arn == successor_arn}
        connection.execute(update(related_keys).where(related_keys.c.key_arn == arn).values(**values))
    table = rotation_schedules
    connection.execute(update(table).where(table.c.key_arn == former_arn).values(key_arn=successor_arn))

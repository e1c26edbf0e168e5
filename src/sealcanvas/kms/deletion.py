"""ScheduleKeyDeletion, CancelKeyDeletion, and the end of the waiting period."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from sealcanvas.audit.event import Event
from sealcanvas.kms.change_key import change_key
from sealcanvas.kms.imported.settle import settle
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.key_stores.backend import backend_of
from sealcanvas.kms.key_stores.keys_within import backing_of
from sealcanvas.kms.material import material_cache
from sealcanvas.kms.regions.waiting_primary import begin_waiting, waits_for_replicas
from sealcanvas.kms.state import require_kept, require_pending_deletion
from sealcanvas.kms.tables import keys
from sealcanvas.service.call import Call, service_call
from sealcanvas.service.errors import ValidationException
from sealcanvas.service.instance import Instance

_SHORTEST, _LONGEST = 7, 30


def _conditions(call: Call, key: Key, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:  # noqa: ARG001 - the seam's signature
    return {"kms:ScheduleKeyDeletionPendingWindowInDays": str(request.get("PendingWindowInDays", _LONGEST))}


@key_operation("ScheduleKeyDeletion", conditions=_conditions)
def schedule_key_deletion(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Stop every use of the key, and destroy its key material after 7 to 30 days."""
    days = int(request.get("PendingWindowInDays", _LONGEST))
    if not _SHORTEST <= days <= _LONGEST:
        bound = f"greater than or equal to {_SHORTEST}" if days < _SHORTEST else f"less than or equal to {_LONGEST}"
        raise ValidationException(
            f"1 validation error detected: Value '{days}' at 'pendingWindowInDays' failed to satisfy constraint: "
            f"Member must have value {bound}"
        )
    require_kept(key)
    if waits_for_replicas(call.instance, key):
        change_key(call, key, state="PendingReplicaDeletion", waiting_days=days)
        material_cache(call.instance).forget(key.arn)
        return {"KeyId": key.arn, "KeyState": "PendingReplicaDeletion", "PendingWindowInDays": days}
    at = call.instance.clock() + timedelta(days=days)
    change_key(call, key, state="PendingDeletion", deletion_at=at, waiting_days=days)
    material_cache(call.instance).forget(key.arn)
    return {"KeyId": key.arn, "DeletionDate": at, "KeyState": "PendingDeletion", "PendingWindowInDays": days}


@key_operation("CancelKeyDeletion")
def cancel_key_deletion(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - the seam's signature
    """Keep the key after all; it is Disabled then, or PendingImport without its imported material."""
    require_pending_deletion(key)
    with call.instance.database.transaction() as connection:
        change_key(call, key, state="Disabled", deletion_at=None, waiting_days=None)
        if key.imported:
            settle(connection, key.arn)
    return {"KeyId": key.arn}


def destroy_due(instance: Instance) -> list[str]:
    """Destroy the keys whose waiting period is over: material, policy, aliases and grants; their ARNs.

    The rows are overwritten in the database file (`secure_delete`), and the write-ahead log is emptied. Copies of the
    file made before, and the root key, still open what the keys protected: see docs/kms.md.
    """
    now, database = instance.clock(), instance.database
    with database.transaction() as connection:
        due = (keys.c.state == "PendingDeletion", keys.c.deletion_at <= now)
        arns = list(connection.execute(select(keys.c.arn).where(*due).order_by(keys.c.arn)).scalars())
        if not arns:
            return []
        backing = backing_of(connection, arns)
        connection.execute(delete(keys).where(*due))
        begin_waiting(connection, now)
        instance.trail.record(_events(instance, arns))
    for arn in arns:
        material_cache(instance).forget(arn)
    database.empty_log()
    for store, name in backing:
        backend_of(store.kind).drop_key(instance, store, name)
    return arns


def _events(instance: Instance, arns: list[str]) -> list[Event]:
    events = []
    for arn in arns:
        call = service_call(instance, "kms.amazonaws.com", source_arn=arn, region=arn.split(":")[3])
        event = call.event("kms.amazonaws.com", "DeleteKey")
        event.parameters, event.resources = {"keyId": arn}, [arn]
        events.append(event)
    return events

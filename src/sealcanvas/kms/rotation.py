"""EnableKeyRotation, DisableKeyRotation and GetKeyRotationStatus: automatic rotation of key material."""

from typing import Any

from sealcanvas.kms.imported.origin import wrong_origin
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.regions.primary_only import require_no_replica
from sealcanvas.kms.regions.related import related_to
from sealcanvas.kms.rotation_schedule import DEFAULT_DAYS, begin_schedule, end_schedule, schedule_of
from sealcanvas.kms.state import require_enabled
from sealcanvas.kms.usage import require_rotatable
from sealcanvas.service.call import Call


def _conditions(call: Call, key: Key, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:  # noqa: ARG001 - the seam's signature
    return {"kms:RotationPeriodInDays": str(_period(request))}


@key_operation("EnableKeyRotation", conditions=_conditions)
def enable_key_rotation(call: Call, key: Key, request: dict[str, Any]) -> None:
    """Rotate the key every 90 to 2,560 days from now on; where it does so already, nothing changes."""
    _require_automatic(call, key, "EnableKeyRotation")
    require_enabled(key)
    days = _period(request)
    with call.instance.database.transaction() as connection:
        schedule = schedule_of(connection, key.arn)
        if schedule is None or schedule.period_days != days:
            begin_schedule(connection, key.arn, days, call.instance.clock())


@key_operation("DisableKeyRotation")
def disable_key_rotation(call: Call, key: Key, request: dict[str, Any]) -> None:  # noqa: ARG001 - the seam's signature
    """Rotate the key automatically no more; every material stays."""
    _require_automatic(call, key, "DisableKeyRotation")
    require_enabled(key)
    with call.instance.database.transaction() as connection:
        end_schedule(connection, key.arn)


@key_operation("GetKeyRotationStatus", atomic=False)
def get_key_rotation_status(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - the seam's signature
    """Return whether the key rotates by itself, how often, and when next; keys of other kinds never do."""
    if key.key_spec.symmetric:
        require_rotatable(key)
    with call.instance.database.read() as connection:
        schedule = schedule_of(connection, related_to(connection, key).primary)
    # "While a KMS key is pending deletion, its key rotation status is false" (API reference, GetKeyRotationStatus).
    if schedule is None or key.state == "PendingDeletion":
        return {"KeyId": key.arn, "KeyRotationEnabled": False}
    return {
        "KeyId": key.arn,
        "KeyRotationEnabled": True,
        "RotationPeriodInDays": schedule.period_days,
        "NextRotationDate": schedule.next_at,
    }


def _require_automatic(call: Call, key: Key, operation: str) -> None:
    require_rotatable(key)
    if key.imported:
        raise wrong_origin(key)
    require_no_replica(call.instance, key, operation)


def _period(request: dict[str, Any]) -> int:
    return int(request.get("RotationPeriodInDays", DEFAULT_DAYS))

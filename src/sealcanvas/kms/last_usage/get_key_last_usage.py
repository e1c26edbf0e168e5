"""GetKeyLastUsage: the last successful cryptographic operation under a key."""

from typing import Any

from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.last_usage.uses import follow_trail, last_use
from sealcanvas.service.call import Call


@key_operation("GetKeyLastUsage", atomic=False)
def get_key_last_usage(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - the seam's signature
    """Return operation, time, event and request of the last use, in every key state; empty where there was none."""
    follow_trail(call.instance)
    use = last_use(call.instance, key.arn)
    last = (
        {}
        if use is None
        else {
            "Operation": use.operation,
            "Timestamp": use.at,
            "CloudTrailEventId": use.event_id,
            "KmsRequestId": use.request_id,
        }
    )
    return {
        "KeyId": key.key_id,
        "KeyLastUsage": last,
        "TrackingStartDate": key.created_at,  # the trail is kept from the first day on
        "KeyCreationDate": key.created_at,
    }

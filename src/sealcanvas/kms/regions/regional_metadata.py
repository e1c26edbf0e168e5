"""What KeyMetadata tells of a multi-Region key."""

from typing import Any

from sqlalchemy import Connection

from sealcanvas.kms.key import Key
from sealcanvas.kms.regions.related import region_of, related_to


def regional_metadata(connection: Connection, key: Key) -> dict[str, Any]:
    """`MultiRegionConfiguration`, and the waiting period of a primary that waits for its replicas."""
    family = related_to(connection, key)
    configuration = {
        "MultiRegionKeyType": family.type_of(key.arn),
        "PrimaryKey": _named(family.primary),
        "ReplicaKeys": [_named(arn) for arn in family.replicas],
    }
    waits = key.state == "PendingReplicaDeletion"
    return {
        "MultiRegionConfiguration": configuration,
        **({"PendingDeletionWindowInDays": key.waiting_days} if waits else {}),
    }


def _named(key_arn: str) -> dict[str, str]:
    return {"Arn": key_arn, "Region": region_of(key_arn)}

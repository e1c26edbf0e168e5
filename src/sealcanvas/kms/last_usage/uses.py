"""Follows the audit trail and keeps each key's last successful cryptographic operation.

Nothing is written while keys are used: the trail holds every use already, durable with its answer. Up to where it was
read is kept with what was found, so that a crash only has some records read again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from sealcanvas.kms.chores import number_of, set_number
from sealcanvas.kms.tables import keys, last_usages
from sealcanvas.service.instance import Instance

# The service model's KeyLastUsageTrackingOperation.
TRACKED = (
    "Decapsulate",
    "Decrypt",
    "DeriveSharedSecret",
    "Encapsulate",
    "Encrypt",
    "GenerateDataKey",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "GenerateDataKeyWithoutPlaintext",
    "GenerateMac",
    "ReEncrypt",
    "Sign",
    "Verify",
    "VerifyMac",
)
_PLACE = "last-usage-place"
_UNIT = 500  # records of the trail at a time: others must not wait long for the database
_ROUND = 20_000


@dataclass(frozen=True, slots=True)
class Use:
    """One successful cryptographic operation under a key."""

    key_arn: str
    operation: str
    at: datetime
    event_id: str
    request_id: str

    def row(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "key_arn": self.key_arn,
            "operation": self.operation,
            "used_at": self.at,
            "event_id": self.event_id,
            "request_id": self.request_id,
        }


def follow_trail(instance: Instance, most: int = _ROUND) -> int:
    """Take in what was recorded since the last time; how many records there were.

    Args:
        most: after how many to stop.
    """
    seen = 0
    while seen < most:
        found, place = _fresh(instance)
        if place is None:
            break
        with instance.database.transaction() as connection:
            _keep(connection, found)
            before = number_of(connection, _PLACE)
            if place > before:
                set_number(connection, _PLACE, place)
        seen += max(place - before, 1)
    return seen


def last_use(instance: Instance, key_arn: str) -> Use | None:
    """The key's last use, as far as the trail was followed; None where there was none."""
    query = select(last_usages).where(last_usages.c.key_arn == key_arn)
    with instance.database.read() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else Use(key_arn, row.operation, row.used_at, row.event_id, row.request_id)


def _fresh(instance: Instance) -> tuple[dict[str, Use], int | None]:
    """Each key's newest use among the next records, and the number of the last of them; None where there are none."""
    with instance.database.read() as connection:
        before = number_of(connection, _PLACE)
    records, place = instance.trail.following(before, _UNIT, "kms.amazonaws.com", TRACKED)
    found = {use.key_arn: use for record in records for use in _uses(record)}
    return found, place


def _uses(record: dict[str, Any]) -> Iterator[Use]:
    if "errorCode" in record:
        return
    at = datetime.fromisoformat(record["eventTime"])
    for resource in record["resources"]:
        yield Use(resource["ARN"], record["eventName"], at, record["eventID"], record["requestID"])


def _keep(connection: Connection, found: dict[str, Use]) -> None:
    there = [found[arn] for arn in _there(connection, found)]
    if there:
        connection.execute(delete(last_usages).where(last_usages.c.key_arn.in_([use.key_arn for use in there])))
        connection.execute(insert(last_usages), [use.row() for use in there])


def _there(connection: Connection, arns: Iterable[str]) -> list[str]:
    """Those keys that are not deleted."""
    return list(connection.execute(select(keys.c.arn).where(keys.c.arn.in_(list(arns)))).scalars())

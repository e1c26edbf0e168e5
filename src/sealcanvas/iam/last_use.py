"""When an access key, user or role last asked for which action, and where: kept beside the audit trail, cheaply.

Every recorded event passes by here. The first of an access key, user or role for an action is written at once, with
the event; further ones within five minutes are not, so that busy callers cost no writes. What is told is therefore at
most five minutes older than the truth (AWS's own data is up to four hours behind).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from sealcanvas.audit.event import Event
from sealcanvas.iam.tables import last_uses
from sealcanvas.iam.unique_ids import ENTITY_PREFIXES
from sealcanvas.service.instance import Instance
from sealcanvas.storage.database import Database

INTERVAL = timedelta(minutes=5)
TRACKING_PERIOD = timedelta(days=400)
_REMEMBERED = 20_000
# Handing a role to another service is no use of IAM: AWS leaves iam:PassRole out as well.
_NOT_TRACKED = frozenset({"iam:PassRole"})
_PREFIXES = {"forecastquery": "forecast", "runtime": "sagemaker"}


@dataclass(frozen=True, slots=True)
class Use:
    """The last attempt of one access key, user or role at one action; `action` is "s3:GetObject"."""

    subject_id: str
    action: str
    region: str
    at: datetime

    @property
    def service(self) -> str:
        return self.action.partition(":")[0]


class LastUse:
    """The observer of an audit trail; the trail calls `note` within the unit of work that records the events."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._written: dict[tuple[str, str], datetime] = {}

    def note(self, events: Sequence[Event]) -> None:
        """Write down what is new in the events of one outermost call."""
        fresh = [use for use in _uses(events) if self._is_fresh(use)]
        if not fresh:
            return
        with self._database.transaction() as connection:
            for use in fresh:
                this = (last_uses.c.subject_id == use.subject_id, last_uses.c.action == use.action)
                values = {"region": use.region, "at": use.at}
                if not connection.execute(update(last_uses).where(*this).values(**values)).rowcount:
                    connection.execute(insert(last_uses).values(subject_id=use.subject_id, action=use.action, **values))
        if len(self._written) > _REMEMBERED:
            self._written.clear()
        self._written.update({(use.subject_id, use.action): use.at for use in fresh})

    def _is_fresh(self, use: Use) -> bool:
        written = self._written.get((use.subject_id, use.action))
        return written is None or use.at - written >= INTERVAL


def last_uses_of(instance: Instance, subject_ids: Iterable[str]) -> list[Use]:
    """Each action's last attempt by those ids within the tracking period, the newest first."""
    since = instance.clock() - TRACKING_PERIOD
    found: list[Use] = []
    with instance.database.read() as connection:
        for subject_id in subject_ids:
            query = select(last_uses).where(last_uses.c.subject_id == subject_id, last_uses.c.at >= since)
            found += [Use(row.subject_id, row.action, row.region, row.at) for row in connection.execute(query)]
    return sorted(found, key=lambda use: use.at, reverse=True)


def forget(instance: Instance, subject_id: str) -> None:
    """Drop what is known of an access key, user or role that is deleted."""
    with instance.database.transaction() as connection:
        connection.execute(delete(last_uses).where(last_uses.c.subject_id == subject_id))


def _uses(events: Sequence[Event]) -> Iterator[Use]:
    for number, event in enumerate(events):
        identity = event.user_identity
        unique_id = identity.get("principalId", "").partition(":")[0]
        subjects = [unique_id] if unique_id.startswith(ENTITY_PREFIXES) else []
        # A request is signed for one service; what that one asks of others is no use of the key.
        key = identity.get("accessKeyId", "")
        if number == 0 and key.startswith("AKIA"):
            subjects.append(key)
        for subject in subjects:
            for action in _actions(event):
                yield Use(subject, action, event.region, event.time)


def _actions(event: Event) -> Iterator[str]:
    """The actions that were asked for in the event's own service; operations that need none count by their name."""
    host = event.source.partition(".")[0]
    prefix = _PREFIXES.get(host, host)
    asked = dict.fromkeys(decision["request"]["action"] for decision in event.decisions)
    own = [action for action in asked if action.startswith(f"{prefix}:") and action not in _NOT_TRACKED]
    yield from own or (f"{prefix}:{event.name}",)

"""Rekeys as they are stored: which keys, how far, and what holds them up."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update

from sealcanvas.canvas.rekey.tables import rekeys
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance

IN_PROGRESS = "InProgress"
PAUSED = "Paused"
STOPPED = "Stopped"
COMPLETED = "Completed"

KINDS = ("VolumeFiles", "Objects", "ForecastStores")


@dataclass(frozen=True, slots=True)
class Rekey:
    """One rekey of a domain.

    Attributes:
        details: "domain" (its id), "storage_key" and "app_key" (full ARNs, or None where that key stays), "grants"
            (the former [key ARN, grant id] pairs to retire), "former" (ARNs of keys that artifacts had), "phase",
            "progress" and "verified" (by kind: [artifacts done, bytes done, artifacts in all, bytes in all]),
            "waiting" (sentences), "after" (what verification saw last) and, of one that is held up,
            "failure_cause" and "failure_reason".
    """

    number: int
    id: str
    account: str
    region: str
    status: str
    created_at: datetime
    modified_at: datetime
    ended_at: datetime | None
    details: dict[str, Any]

    @property
    def domain_id(self) -> str:
        """The domain that gets other keys."""
        return str(self.details["domain"])

    @property
    def storage_key(self) -> str | None:
        """The new key 2, or None where that stays."""
        key: str | None = self.details["storage_key"]
        return key

    @property
    def app_key(self) -> str | None:
        """The new key 1, or None where that stays."""
        key: str | None = self.details["app_key"]
        return key


def store(call: Call, domain_id: str, **details: Any) -> Rekey:
    """Keep a new rekey, which is InProgress."""
    now, rekey_id = call.instance.clock(), f"rk-{secrets.token_hex(9)[:17]}"
    nothing = {kind: [0, 0, 0, 0] for kind in KINDS}
    begin: dict[str, Any] = {"phase": "Sealing", "progress": nothing, "verified": nothing, "waiting": [], "after": None}
    with call.instance.database.transaction() as connection:
        connection.execute(
            insert(rekeys).values(
                id=rekey_id,
                account=call.account,
                region=call.region,
                status=IN_PROGRESS,
                domain_index=domain_id,
                created_at=now,
                modified_at=now,
                details={"domain": domain_id, **begin, **details},
            )
        )
        return _rekey(connection.execute(select(rekeys).where(rekeys.c.id == rekey_id)).one())


def change(instance: Instance, rekey: Rekey, *, status: str | None = None, **details: Any) -> Rekey:
    """Set a rekey's status, or some of its details; as it then stands."""
    with instance.database.transaction() as connection:
        now = find(instance, rekey.id)
        merged = {**now.details, **details}
        values: dict[str, Any] = {"modified_at": instance.clock(), "details": merged}
        if status is not None:
            values |= {"status": status, "ended_at": instance.clock() if status == COMPLETED else None}
        if status is not None or merged != now.details:
            connection.execute(update(rekeys).where(rekeys.c.id == rekey.id).values(**values))
        return find(instance, rekey.id)


def find(instance: Instance, rekey_id: str) -> Rekey:
    """The rekey of that id.

    Raises:
        KeyError: there is none.
    """
    found = _all(instance, rekeys.c.id == rekey_id)
    if not found:
        raise KeyError(rekey_id)
    return found[0]


def of_domain(instance: Instance, domain_id: str) -> list[Rekey]:
    """A domain's rekeys, oldest first."""
    return _all(instance, rekeys.c.domain_index == domain_id)


def in_progress(instance: Instance) -> list[Rekey]:
    """Every rekey that is InProgress, oldest first."""
    return _all(instance, rekeys.c.status == IN_PROGRESS)


def _all(instance: Instance, *where: ColumnElement[bool]) -> list[Rekey]:
    with instance.database.read() as connection:
        rows = connection.execute(select(rekeys).where(*where).order_by(rekeys.c.number)).all()
    return [_rekey(row) for row in rows]


def _rekey(row: Row[Any]) -> Rekey:
    return Rekey(
        number=row.number,
        id=row.id,
        account=row.account,
        region=row.region,
        status=row.status,
        created_at=row.created_at,
        modified_at=row.modified_at,
        ended_at=row.ended_at,
        details=row.details,
    )

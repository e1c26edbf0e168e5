"""Datasets and their versions, model versions, predictions and automations as they are stored: each by its id."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, delete, insert, select, update

from sealcanvas.canvas.tables import resources
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance

Kind = Literal["dataset", "dataset-version", "model-version", "prediction", "automation", "automation-run", "recipe"]

_PREFIXES: dict[Kind, str] = {
    "dataset": "ds",
    "dataset-version": "dv",
    "model-version": "mv",
    "prediction": "pr",
    "automation": "au",
    "automation-run": "ar",
    "recipe": "rc",
}
UNDER_WAY = ("Importing", "Building", "InProgress")
"""The states in which something is still to happen; all others are final."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One stored resource.

    Attributes:
        details: what is kept of it, by the kind's own names; "domain" and "profile" say whose it is.
    """

    number: int
    id: str
    kind: Kind
    account: str
    region: str
    status: str
    name: str
    created_at: datetime
    modified_at: datetime
    details: dict[str, Any]

    @property
    def arn(self) -> str:
        """The resource's ARN."""
        return arn(self.region, self.account, self.kind, self.id)

    @property
    def domain_id(self) -> str:
        """The domain that it belongs to."""
        return str(self.details["domain"])

    @property
    def profile(self) -> str:
        """The user profile that it belongs to."""
        return str(self.details["profile"])

    @property
    def under_way(self) -> bool:
        """Whether something is still to happen to it."""
        return self.status in UNDER_WAY


def arn(region: str, account: str, kind: str, name: str) -> str:
    """The ARN of one of Canvas's resources."""
    return f"arn:aws:sealcanvas:{region}:{account}:{kind}/{name}"


def new_id(kind: Kind) -> str:
    """A fresh id: the kind's prefix and 17 hexadecimal digits."""
    return f"{_PREFIXES[kind]}-{secrets.token_hex(9)[:17]}"


def store(
    call: Call, kind: Kind, resource_id: str, name: str, status: str, domain_id: str, profile: str, **details: Any
) -> Stored:
    """Keep a new resource of the caller's account."""
    now = call.instance.clock()
    with call.instance.database.transaction() as connection:
        connection.execute(
            insert(resources).values(
                id=resource_id,
                kind=kind,
                account=call.account,
                region=call.region,
                status=status,
                domain_index=domain_id,
                name=name,
                created_at=now,
                modified_at=now,
                details={"domain": domain_id, "profile": profile, **details},
            )
        )
        return _stored(connection.execute(select(resources).where(resources.c.id == resource_id)).one())


def find(instance: Instance, resource_id: str) -> Stored | None:
    """The resource of that id, or None."""
    found = _all(instance, resources.c.id == resource_id)
    return found[0] if found else None


def change(instance: Instance, resource_id: str, *, status: str | None = None, **details: Any) -> None:
    """Set a resource's status, or some of its details; nothing if it is gone or as it should be."""
    with instance.database.transaction() as connection:
        found = find(instance, resource_id)
        if found is None:
            return
        merged = {**found.details, **details}
        if merged == found.details and status in (None, found.status):
            return
        values: dict[str, Any] = {"modified_at": instance.clock(), "details": merged}
        if status is not None:
            values["status"] = status
        connection.execute(update(resources).where(resources.c.id == resource_id).values(**values))


def remove(instance: Instance, resource_id: str) -> None:
    """Forget a resource."""
    with instance.database.transaction() as connection:
        connection.execute(delete(resources).where(resources.c.id == resource_id))


def of_domain(instance: Instance, kind: Kind, domain_id: str, *, under_way: bool = False) -> list[Stored]:
    """A domain's resources of one kind, oldest first; those alone that something is still to happen to, if asked."""
    where = [resources.c.kind == kind, resources.c.domain_index == domain_id]
    if under_way:
        where.append(resources.c.status.in_(UNDER_WAY))
    return _all(instance, *where)


def of_account(instance: Instance, kind: Kind, account: str) -> list[Stored]:
    """An account's resources of one kind, in all of its domains and regions, oldest first."""
    return _all(instance, resources.c.kind == kind, resources.c.account == account)


def ids_under_way(instance: Instance, kind: Kind) -> list[str]:
    """The ids of the resources of one kind that something is still to happen to, oldest first."""
    return ids_in(instance, kind, UNDER_WAY)


def ids_in(instance: Instance, kind: Kind, states: Iterable[str]) -> list[str]:
    """The ids of the resources of one kind that are in one of some states, oldest first."""
    statement = (
        select(resources.c.id)
        .where(resources.c.kind == kind, resources.c.status.in_(tuple(states)))
        .order_by(resources.c.number)
    )
    with instance.database.read() as connection:
        return list(connection.execute(statement).scalars())


def _all(instance: Instance, *where: ColumnElement[bool]) -> list[Stored]:
    with instance.database.read() as connection:
        rows = connection.execute(select(resources).where(*where).order_by(resources.c.number)).all()
    return [_stored(row) for row in rows]


def _stored(row: Row[Any]) -> Stored:
    return Stored(
        number=row.number,
        id=row.id,
        kind=row.kind,
        account=row.account,
        region=row.region,
        status=row.status,
        name=row.name,
        created_at=row.created_at,
        modified_at=row.modified_at,
        details=row.details,
    )

"""Domains, user profiles, apps, jobs and models as they are stored: each by its ARN."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, delete, insert, select, update

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.sagemaker.tables import resources
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance

Kind = Literal["domain", "user-profile", "app", "automl-job", "model", "transform-job"]


@dataclass(frozen=True, slots=True)
class Stored:
    """One stored resource; to decisions, a resource without a policy of its own.

    Attributes:
        request: the members of the request that made it, as Describe gives them back.
        details: what else is kept of it, by the kind's own names.
    """

    kind: str
    arn: str
    account: str
    region: str
    name: str
    status: str
    created_at: datetime
    modified_at: datetime
    ended_at: datetime | None
    tags: Mapping[str, str]
    request: dict[str, Any]
    details: dict[str, Any]
    number: int
    policy: NamedPolicy | None = None


def store(
    call: Call,
    kind: Kind,
    arn: str,
    name: str,
    status: str,
    request: Mapping[str, Any],
    *,
    domain_id: str | None = None,
    **details: Any,
) -> Stored:
    """Keep a new resource.

    Raises:
        IntegrityError: the ARN is taken; to be looked for before.
    """
    now = call.instance.clock()
    tags = {tag["Key"]: tag["Value"] for tag in request.get("Tags", [])}
    kept = {member: value for member, value in request.items() if member != "Tags"}
    with call.instance.database.transaction() as connection:
        connection.execute(
            insert(resources).values(
                kind=kind,
                account=call.account,
                region=call.region,
                status=status,
                arn=arn,
                arn_index=arn,
                name=name,
                domain_index=domain_id,
                created_at=now,
                modified_at=now,
                tags=tags,
                details={"request": kept, **details},
            )
        )
        row = connection.execute(select(resources).where(resources.c.arn_index == arn)).one()
    return _stored(row)


def find(instance: Instance, arn: str) -> Stored | None:
    """The resource of that ARN, or None."""
    found = _all(instance, resources.c.arn_index == arn)
    return found[0] if found else None


def change(
    instance: Instance,
    stored: Stored,
    *,
    status: str | None = None,
    ended: bool = False,
    request: Mapping[str, Any] | None = None,
    **details: Any,
) -> None:
    """Set a resource's status, its end, its request, or some of its details."""
    now = instance.clock()
    merged = {**stored.details, **details, "request": stored.request if request is None else dict(request)}
    values: dict[str, Any] = {"modified_at": now, "details": merged}
    if status is not None:
        values["status"] = status
    if ended:
        values["ended_at"] = now
    with instance.database.transaction() as connection:
        connection.execute(update(resources).where(resources.c.number == stored.number).values(**values))


def remove(instance: Instance, stored: Stored) -> None:
    """Forget a resource."""
    with instance.database.transaction() as connection:
        connection.execute(delete(resources).where(resources.c.number == stored.number))


def of_kind(call: Call, kind: Kind) -> list[Stored]:
    """The caller's resources of one kind in the call's region, oldest first."""
    mine = (resources.c.kind == kind, resources.c.account == call.account, resources.c.region == call.region)
    return _all(call.instance, *mine)


def of_domain(instance: Instance, domain_id: str, kind: Kind) -> list[Stored]:
    """The domain itself, its user profiles or its apps, oldest first."""
    return _all(instance, resources.c.domain_index == domain_id, resources.c.kind == kind)


def _all(instance: Instance, *where: ColumnElement[bool]) -> list[Stored]:
    with instance.database.read() as connection:
        rows = connection.execute(select(resources).where(*where).order_by(resources.c.number)).all()
    return [_stored(row) for row in rows]


def _stored(row: Row[Any]) -> Stored:
    details = dict(row.details)
    return Stored(
        kind=row.kind,
        arn=row.arn,
        account=row.account,
        region=row.region,
        name=row.name,
        status=row.status,
        created_at=row.created_at,
        modified_at=row.modified_at,
        ended_at=row.ended_at,
        tags=row.tags,
        request=details.pop("request"),
        details=details,
        number=row.number,
    )

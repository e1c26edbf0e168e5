"""Dataset groups, datasets, predictors, forecasts and jobs as they are stored: each by its ARN."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, delete, insert, select, update

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.forecast.tables import resources
from sealcanvas.jobs.queue import forget
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance

Kind = Literal["dataset-group", "dataset", "dataset-import-job", "predictor", "forecast", "forecast-export-job"]

ACTIVE = "ACTIVE"
CREATE_PENDING = "CREATE_PENDING"
CREATE_IN_PROGRESS = "CREATE_IN_PROGRESS"
CREATE_FAILED = "CREATE_FAILED"
CREATE_STOPPED = "CREATE_STOPPED"


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
    tags: Mapping[str, str]
    request: dict[str, Any]
    details: dict[str, Any]
    number: int
    policy: NamedPolicy | None = None

    @property
    def working(self) -> bool:
        """Whether a job is still at work on it."""
        return self.status in (CREATE_PENDING, CREATE_IN_PROGRESS)

    @property
    def times(self) -> dict[str, Any]:
        """The members that every Describe and List answer has."""
        return {"CreationTime": self.created_at, "LastModificationTime": self.modified_at}

    @property
    def state(self) -> dict[str, Any]:
        """Status and, of what failed, Message; with `times`."""
        message = {"Message": self.details["message"]} if self.details.get("message") else {}
        return {"Status": self.status, **message, **self.times}


def store(call: Call, kind: Kind, arn: str, name: str, status: str, request: Mapping[str, Any]) -> Stored:
    """Keep a new resource.

    Raises:
        IntegrityError: the ARN is taken; to be looked for before.
    """
    now = call.instance.clock()
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
                created_at=now,
                modified_at=now,
                tags={tag["Key"]: tag["Value"] for tag in request.get("Tags", [])},
                details={"request": kept},
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
    arn: str,
    *,
    status: str | None = None,
    request: Mapping[str, Any] | None = None,
    **details: Any,
) -> None:
    """Set a resource's status, members of its request, or some of its details; nothing if it is gone."""
    with instance.database.transaction() as connection:
        stored = find(instance, arn)
        if stored is None:
            return
        merged = {**stored.details, **details, "request": {**stored.request, **(request or {})}}
        values: dict[str, Any] = {"modified_at": instance.clock(), "details": merged}
        if status is not None:
            values["status"] = status
        connection.execute(update(resources).where(resources.c.number == stored.number).values(**values))


def remove(instance: Instance, stored: Stored) -> None:
    """Forget a resource, and its jobs."""
    with instance.database.transaction() as connection:
        connection.execute(delete(resources).where(resources.c.number == stored.number))
        forget(instance, stored.arn)


def remove_jobs(call: Call, kind: Kind, member: str, arn: str) -> None:
    """Forget the import or export jobs of a resource that is deleted: no operation deletes them on their own yet."""
    for item in of_kind(call, kind):
        if item.request[member] == arn:
            remove(call.instance, item)


def of_kind(call: Call, kind: Kind) -> list[Stored]:
    """The caller's resources of one kind in the call's region, oldest first."""
    mine = (resources.c.kind == kind, resources.c.account == call.account, resources.c.region == call.region)
    return _all(call.instance, *mine)


def at_work(call: Call, kind: Kind, member: str, arn: str) -> bool:
    """Whether a job of `kind` that was given `arn` in `member` is still at work."""
    return any(item.working and item.request.get(member) == arn for item in of_kind(call, kind))


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
        tags=row.tags,
        request=details.pop("request"),
        details=details,
        number=row.number,
    )

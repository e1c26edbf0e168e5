"""Resources kept as rows of one table: visible are kinds, states and times; names, tags and requests are sealed.

SageMaker's and Forecast's tables have these columns: number, kind, account, region, status, arn, arn_index, name,
created_at, modified_at, tags, details; and further ones of their own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Table, delete, func, insert, select, update

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance


@dataclass(frozen=True, slots=True)
class StoredResource:
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
    ended_at: datetime | None = None
    policy: NamedPolicy | None = None


K = TypeVar("K", bound=str)
R = TypeVar("R", bound=StoredResource)


class StoredTable(Generic[K, R]):
    """The resources of one table, of the kinds K, each found by its ARN.

    Args:
        make: the service's own class of resource.
    """

    def __init__(self, table: Table, make: Callable[..., R]) -> None:
        self._table, self._make = table, make

    def store(
        self,
        call: Call,
        kind: K,
        arn: str,
        name: str,
        status: str,
        request: Mapping[str, Any],
        details: Mapping[str, Any],
        *,
        tags: Mapping[str, str] | None = None,
        **columns: Any,
    ) -> R:
        """Keep a new resource of the caller's.

        Args:
            tags: further ones, under the request's own.
            columns: of the table's own columns.

        Raises:
            IntegrityError: the ARN is taken; to be looked for before.
        """
        now = call.instance.clock()
        kept = {member: value for member, value in request.items() if member != "Tags"}
        own = {tag["Key"]: tag["Value"] for tag in request.get("Tags", [])}
        with call.instance.database.transaction() as connection:
            connection.execute(
                insert(self._table).values(
                    kind=kind,
                    account=call.account,
                    region=call.region,
                    status=status,
                    arn=arn,
                    arn_index=arn,
                    name=name,
                    created_at=now,
                    modified_at=now,
                    tags={**(tags or {}), **own},
                    details={"request": kept, **details},
                    **columns,
                )
            )
            row = connection.execute(select(self._table).where(self._table.c.arn_index == arn)).one()
        return self._stored(row)

    def find(self, instance: Instance, arn: str) -> R | None:
        """The resource of that ARN, or None."""
        found = self.where(instance, self._table.c.arn_index == arn)
        return found[0] if found else None

    def of_kind(self, call: Call, kind: K) -> list[R]:
        """The caller's resources of one kind in the call's region, oldest first."""
        return self.where(call.instance, *self._of_kind(call, kind))

    def count(self, call: Call, kind: K, statuses: Sequence[str] = ()) -> int:
        """How many `of_kind` there are, of some statuses or of any; none of them is opened."""
        where = [*self._of_kind(call, kind), *([self._table.c.status.in_(statuses)] if statuses else [])]
        with call.instance.database.read() as connection:
            return int(connection.execute(select(func.count()).select_from(self._table).where(*where)).scalar_one())

    def where(self, instance: Instance, *conditions: ColumnElement[bool]) -> list[R]:
        """The resources for which all conditions hold, oldest first."""
        with instance.database.read() as connection:
            rows = connection.execute(select(self._table).where(*conditions).order_by(self._table.c.number)).all()
        return [self._stored(row) for row in rows]

    def change(
        self,
        instance: Instance,
        stored: R,
        *,
        request: Mapping[str, Any] | None = None,
        details: Mapping[str, Any] | None = None,
        **columns: Any,
    ) -> None:
        """Set a resource's request, some of its details, and columns; it is modified now."""
        merged = {**stored.details, **(details or {}), "request": dict(stored.request if request is None else request)}
        self.set(instance, stored, details=merged, modified_at=instance.clock(), **columns)

    def set(self, instance: Instance, stored: R, **columns: Any) -> None:
        """Set columns of a resource, and nothing else."""
        with instance.database.transaction() as connection:
            connection.execute(update(self._table).where(self._table.c.number == stored.number).values(**columns))

    def remove(self, instance: Instance, stored: R) -> None:
        """Forget a resource."""
        with instance.database.transaction() as connection:
            connection.execute(delete(self._table).where(self._table.c.number == stored.number))

    def _of_kind(self, call: Call, kind: K) -> tuple[ColumnElement[bool], ...]:
        columns = self._table.c
        return columns.kind == kind, columns.account == call.account, columns.region == call.region

    def _stored(self, row: Row[Any]) -> R:
        details = dict(row.details)
        more = {"ended_at": row.ended_at} if "ended_at" in self._table.c else {}
        return self._make(
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
            **more,
        )

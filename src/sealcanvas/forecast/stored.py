"""Dataset groups, datasets, predictors, forecasts and jobs as they are stored: each by its ARN."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sealcanvas.forecast.tables import resources
from sealcanvas.jobs.operations.access import resources_of
from sealcanvas.jobs.queue import forget
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.stored_table import StoredResource, StoredTable

Kind = Literal[
    "dataset-group",
    "dataset",
    "dataset-import-job",
    "predictor",
    "backtest-export",
    "forecast",
    "forecast-export-job",
    "explainability",
    "explainability-export",
    "what-if-analysis",
    "what-if-forecast",
    "what-if-forecast-export",
]

ACTIVE = "ACTIVE"
CREATE_PENDING = "CREATE_PENDING"
CREATE_IN_PROGRESS = "CREATE_IN_PROGRESS"
CREATE_FAILED = "CREATE_FAILED"
CREATE_STOPPING = "CREATE_STOPPING"
CREATE_STOPPED = "CREATE_STOPPED"


@dataclass(frozen=True, slots=True)
class Stored(StoredResource):
    """One stored resource of Forecast's."""

    @property
    def working(self) -> bool:
        """Whether a job is still at work on it."""
        return self.status in (CREATE_PENDING, CREATE_IN_PROGRESS, CREATE_STOPPING)

    @property
    def times(self) -> dict[str, Any]:
        """The members that every Describe and List answer has."""
        return {"CreationTime": self.created_at, "LastModificationTime": self.modified_at}

    @property
    def state(self) -> dict[str, Any]:
        """Status and, of what failed, Message; with `times`."""
        message = {"Message": self.details["message"]} if self.details.get("message") else {}
        return {"Status": self.status, **message, **self.times}


_table: StoredTable[Kind, Stored] = StoredTable(resources, Stored)
find, of_kind, count = _table.find, _table.of_kind, _table.count
resources_of("forecast", find)


def store(
    call: Call, kind: Kind, arn: str, name: str, status: str, request: Mapping[str, Any], **details: Any
) -> Stored:
    """Keep a new resource.

    Raises:
        IntegrityError: the ARN is taken; to be looked for before.
    """
    return _table.store(call, kind, arn, name, status, request, details)


def change(
    instance: Instance,
    arn: str,
    *,
    status: str | None = None,
    request: Mapping[str, Any] | None = None,
    tags: Mapping[str, str] | None = None,
    **details: Any,
) -> None:
    """Set a resource's status, members of its request, its tags, or some of its details; nothing if it is gone."""
    with instance.database.transaction():
        stored = find(instance, arn)
        if stored is None:
            return
        columns: dict[str, Any] = {"status": status, "tags": tags}
        given = {name: value for name, value in columns.items() if value is not None}
        _table.change(instance, stored, request={**stored.request, **(request or {})}, details=details, **given)


def remove(instance: Instance, stored: Stored) -> None:
    """Forget a resource, and its jobs."""
    with instance.database.transaction():
        _table.remove(instance, stored)
        forget(instance, stored.arn)


def made_from(call: Call, kind: Kind, member: str, arn: str) -> list[Stored]:
    """The resources of `kind` whose request names `arn` in `member`, oldest first."""
    return [item for item in of_kind(call, kind) if item.request.get(member) == arn]


def at_work(call: Call, kind: Kind, member: str, arn: str) -> bool:
    """Whether a job of `kind` that was given `arn` in `member` is still at work."""
    return any(item.working for item in made_from(call, kind, member, arn))


resources_of("forecast", find)

"""EstimatedTimeRemainingInMinutes: of a running job, judged by how far it came in how long."""

from sealcanvas.forecast.stored import CREATE_IN_PROGRESS, Stored
from sealcanvas.jobs.queue import find
from sealcanvas.service.instance import Instance

_JUDGED_FROM = 0.05


def time_left(instance: Instance, resource: Stored) -> dict[str, int]:
    """{"EstimatedTimeRemainingInMinutes": minutes, rounded up}; {} while nothing can be said.

    A training has a budget, and what is left of it is told from the beginning.
    """
    if not resource.working:
        return {}
    job = find(instance, resource.arn)
    fraction = 0.0 if job is None else job.progress.fraction
    budget: float | None = resource.details.get("budget_seconds")
    if budget is not None:
        return _minutes((1 - fraction) * budget)
    if resource.status != CREATE_IN_PROGRESS or job is None or job.started_at is None or fraction < _JUDGED_FROM:
        return {}
    passed = (instance.clock() - job.started_at).total_seconds()
    return _minutes(passed * (1 - fraction) / fraction)


def _minutes(seconds: float) -> dict[str, int]:
    return {"EstimatedTimeRemainingInMinutes": -int(-seconds // 60)}

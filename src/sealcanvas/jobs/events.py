"""What happened to a job, newest last: a bounded list, from which listeners go on by number."""

import math
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from sealcanvas.jobs.job import Progress
from sealcanvas.jobs.tables import job_events

MOST_EVENTS = 500
_WORD, _SENTENCE = 256, 1024


@dataclass(frozen=True, slots=True)
class Happening:
    """What an event tells.

    Attributes:
        state: the job's, from this event on.
        attempt: which start of a worker it belongs to; 0 before the first.
        phase, fraction: as the task reports them; fraction is None before the first report.
        candidate: the model that was tried last, or ""; score: its own, or None.
        best: the best score so far, or None.
        metric, direction: of that score ("F1", "Maximize").
        eta_seconds: how much longer the task expects to take, or None where it does not know.
        message: for people; no values of the customer's data.
    """

    state: str
    attempt: int
    phase: str = ""
    fraction: float | None = None
    candidate: str = ""
    best: float | None = None
    metric: str = ""
    direction: str = ""
    eta_seconds: float | None = None
    message: str = ""
    score: float | None = None

    @property
    def mark(self) -> tuple[Any, ...]:
        """What makes two events two: not how far the work is, nor how long it may still take."""
        return (self.state, self.attempt, self.phase, self.candidate, self.score, self.best, self.message)


@dataclass(frozen=True, slots=True)
class JobEvent:
    """One event; `number` grows, and is never used twice."""

    number: int
    at: datetime
    what: Happening = field(default_factory=lambda: Happening("", 0))


def reported(state: str, attempt: int, progress: Progress) -> Happening:
    """The event of a report; what its details do not say in the agreed form is left out."""
    details = progress.details
    return Happening(
        state=state,
        attempt=attempt,
        phase=progress.phase,
        fraction=progress.fraction,
        candidate=_word(details.get("candidate")),
        best=_number(details.get("best")),
        metric=_word(details.get("metric")),
        direction=_word(details.get("direction")),
        eta_seconds=_number(details.get("eta_seconds")),
        message=_word(details.get("message"), _SENTENCE),
        score=_number(details.get("score")),
    )


def append(connection: Connection, job_id: str, at: datetime, what: Happening) -> None:
    """Append an event; one that tells only how far the work is takes the place of the one before."""
    last = connection.execute(_of(job_id).order_by(job_events.c.number.desc()).limit(1)).one_or_none()
    if last is not None and _event(last).what.mark == what.mark:
        connection.execute(delete(job_events).where(job_events.c.number == last.number))
    connection.execute(insert(job_events).values(job_id=job_id, event={"at": at, **asdict(what)}))
    kept = select(job_events.c.number).where(job_events.c.job_id == job_id)
    oldest = kept.order_by(job_events.c.number.desc()).offset(MOST_EVENTS - 1).limit(1)
    connection.execute(
        delete(job_events).where(job_events.c.job_id == job_id, job_events.c.number < oldest.scalar_subquery())
    )


def after(connection: Connection, job_id: str, number: int, limit: int) -> list[JobEvent]:
    """The job's events behind the one with that number, the oldest of them first."""
    found = _of(job_id).where(job_events.c.number > number).order_by(job_events.c.number).limit(limit)
    return [_event(row) for row in connection.execute(found)]


def newest_number(connection: Connection, job_id: str) -> int:
    """The number of the job's newest event; 0 if it has none."""
    newest = select(func.max(job_events.c.number)).where(job_events.c.job_id == job_id)
    return connection.execute(newest).scalar() or 0


def newest_report(connection: Connection, job_id: str) -> JobEvent | None:
    """The newest event in which the task reported where it stands, among the few newest; None if there is none."""
    rows = connection.execute(_of(job_id).order_by(job_events.c.number.desc()).limit(8))
    return next((event for event in map(_event, rows) if event.what.fraction is not None), None)


def _of(job_id: str) -> Any:
    return select(job_events).where(job_events.c.job_id == job_id)


def _event(row: Row[Any]) -> JobEvent:
    values = dict(row.event)
    return JobEvent(row.number, values.pop("at"), Happening(**values))


# A worker runs libraries over a stranger's data: what it reports is checked like any other input.
def _word(value: object, longest: int = _WORD) -> str:
    return value[:longest] if isinstance(value, str) else ""


def _number(value: object) -> float | None:
    known = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if known and isinstance(value, int | float) else None

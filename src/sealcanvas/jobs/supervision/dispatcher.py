"""Which job runs next: fair between accounts, by urgency within one, and one slot always for what is soon done."""

import threading
from dataclasses import dataclass
from itertools import count

from sqlalchemy import func, select

from sealcanvas.jobs.job import Job, JobState
from sealcanvas.jobs.priority import Priority
from sealcanvas.jobs.supervision import lease
from sealcanvas.jobs.tables import jobs
from sealcanvas.service.instance import Instance

_LONG = jobs.c.priority >= Priority.STANDARD


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An account's next job, of the long ones or of the others."""

    account: str
    long: bool
    rank: int


class Dispatcher:
    """Hands jobs to the slots of one supervisor, and knows which of them run.

    Args:
        owner: the supervisor, as leases name it.
        slots: how many jobs may run at a time.
        most: how many of one account's.
    """

    def __init__(self, instance: Instance, owner: str, slots: int, most: int | None = None) -> None:
        self._instance, self._owner, self._slots = instance, owner, slots
        self._most = most or slots
        self._lock = threading.Lock()
        self._live: dict[str, Job] = {}
        self._turns: dict[str, int] = {}
        self._turn = count(1)

    def next(self) -> Job | None:
        """Lease the job whose turn it is; None if none waits that may run now. Call `over` when it has ended."""
        with self._lock:
            for chosen in self._candidates():
                job = self._lease(chosen)
                if job is not None:
                    self._live[job.job_id] = job
                    self._turns[chosen.account] = next(self._turn)
                    return job
        return None

    def over(self, job: Job) -> None:
        """The job's run has ended, and that is recorded."""
        with self._lock:
            self._live.pop(job.job_id, None)

    @property
    def running(self) -> int:
        """How many jobs run."""
        return len(self._live)

    def reclaim(self) -> None:
        """Queue anew, or end, the jobs that are said to run and do not."""
        with self._lock:
            lease.reclaim(self._instance, self._owner, tuple(self._live))

    def _candidates(self) -> list[_Waiting]:
        """What may run now, in the order of turns: whose account has least at work, and has waited longest for its."""
        at_work = [job.spec.account for job in self._live.values()]
        long = sum(job.spec.priority.long for job in self._live.values())
        room = long < max(1, self._slots - 1)
        waiting = [
            each for each in self._waiting() if (room or not each.long) and at_work.count(each.account) < self._most
        ]
        return sorted(waiting, key=lambda w: (at_work.count(w.account), self._turns.get(w.account, 0), w.rank))

    def _waiting(self) -> list[_Waiting]:
        first = (
            select(jobs.c.account, _LONG.label("long"), func.min(jobs.c.rank).label("rank"))
            .where(jobs.c.state == JobState.QUEUED)
            .group_by(jobs.c.account, _LONG)
        )
        with self._instance.database.read() as connection:
            return [_Waiting(row.account, bool(row.long), row.rank) for row in connection.execute(first)]

    def _lease(self, chosen: _Waiting) -> Job | None:
        its = (
            select(jobs.c.job_id)
            .where(
                jobs.c.state == JobState.QUEUED,
                jobs.c.account == chosen.account,
                _LONG.is_(chosen.long),
                jobs.c.rank == chosen.rank,
            )
            .order_by(jobs.c.number)
            .limit(1)
        )
        with self._instance.database.read() as connection:
            job_id = connection.execute(its).scalar()
        return None if job_id is None else lease.take(self._instance, self._owner, job_id)

"""What is remembered of verifications beyond their answer: progress while one runs, and the last one's result."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, delete, insert, select, update

from sealcanvas.canvas.verify.tables import verification
from sealcanvas.service.instance import Instance

Standing = Literal["Never", "InProgress", "Interrupted", "Completed"]
_BEAT = timedelta(seconds=1)
_SILENT = timedelta(minutes=2)
_NUMBER = 1
_TIMES = ("StartTime", "EndTime")  # kept as seconds since the epoch


@dataclass(frozen=True, slots=True)
class Remembered:
    """Where the newest verification stands.

    Attributes:
        standing: Interrupted: it has not been heard of for two minutes; a server that was ended tells nothing more.
        last: what the last one that ended has found, as `Report.to_result` has it, or None.
    """

    standing: Standing
    started_at: datetime | None = None
    files_done: int = 0
    files_total: int = 0
    last: dict[str, Any] | None = None


class Progress:
    """Tells how far a verification has come, once a second at most.

    Args:
        total: files in all; what comes meanwhile counts above it.
    """

    def __init__(self, instance: Instance, total: int) -> None:
        self._instance, self._total, self._done = instance, total, 0
        self._told_at = instance.clock()
        with instance.database.transaction() as connection:
            last = connection.execute(select(verification.c.last)).scalar()
            connection.execute(delete(verification))
            connection.execute(
                insert(verification).values(
                    number=_NUMBER,
                    started_at=self._told_at,
                    beat_at=self._told_at,
                    files_done=0,
                    files_total=total,
                    last=last,
                )
            )

    def one_more(self) -> None:
        """Count a file that is judged."""
        self._done += 1
        now = self._instance.clock()
        if now - self._told_at >= _BEAT:
            self._told_at = now
            self._set(beat_at=now, files_done=self._done, files_total=max(self._total, self._done))

    def done(self, last: Mapping[str, Any]) -> None:
        """Keep what was found."""
        now = self._instance.clock()
        self._set(beat_at=now, ended_at=now, files_done=self._done, files_total=self._done, last=dict(last))

    def _set(self, **values: Any) -> None:
        with self._instance.database.transaction() as connection:
            connection.execute(update(verification).where(verification.c.number == _NUMBER).values(**values))


def remembered(instance: Instance) -> Remembered:
    """Where the newest verification stands, and what the last one has found."""
    with instance.database.read() as connection:
        row = connection.execute(select(verification)).one_or_none()
    if row is None:
        return Remembered("Never")
    last = None
    if row.last is not None:
        last = row.last | {name: datetime.fromtimestamp(row.last[name], UTC) for name in _TIMES}
    return Remembered(_standing(instance, row), row.started_at, row.files_done, row.files_total, last)


def _standing(instance: Instance, row: Row[Any]) -> Standing:
    if row.ended_at is not None:
        return "Completed"
    return "InProgress" if instance.clock() - row.beat_at < _SILENT else "Interrupted"

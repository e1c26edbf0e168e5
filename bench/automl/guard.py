"""A process that may be ended: each phase of a cell has so many seconds, of the cell's clock."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from bench.automl.cell import Clock
from bench.processes import cpu_seconds

_LOOK = 0.2
# On the CPU clock a process that waits for ever spends nothing: it has so many times the seconds by the wall.
_PATIENCE = 30


@dataclass(frozen=True)
class Limits:
    """Seconds for importing and reading, for training, and for predicting; see `Limits.of`."""

    start: float
    fit: float
    predict: float

    @classmethod
    def of(cls, budget: float) -> "Limits":
        """One and a half times the budget and 15 s for training; five minutes for predicting."""
        return cls(start=120, fit=1.5 * budget + 15, predict=300)


PHASES = ("start", "fit", "predict")


def enter(marks: Path, phase: str) -> None:
    """Said by the process that is watched: it has come to `phase`."""
    (marks / phase).touch()


def watch(
    command: list[str], marks: Path, limits: Limits, clock: Clock, log: Path, environment: dict[str, str]
) -> str | None:
    """Run to the end. None if it ended well, else what happened: "killed in fit after 60 s" or "failed: ..."."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True, env=os.environ | environment
        )
        try:
            late = _wait(process, marks, limits, clock)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    if late:
        return late
    return None if process.returncode == 0 else f"failed: {_last_line(log) or process.returncode}"


def _wait(process: subprocess.Popen[bytes], marks: Path, limits: Limits, clock: Clock) -> str | None:
    phase, began, began_wall = "", 0.0, 0.0
    while process.poll() is None:
        now = time.monotonic() if clock == "wall" else _spent(process.pid)
        latest = next((each for each in reversed(PHASES) if (marks / each).exists()), PHASES[0])
        if latest != phase:
            phase, began, began_wall = latest, now, time.monotonic()
        limit, spent = getattr(limits, phase), now - began
        if spent > limit or time.monotonic() - began_wall > _PATIENCE * limit:
            return f"killed in {phase} after {spent:.0f} s"
        time.sleep(_LOOK)
    return None


def _spent(pid: int) -> float:
    """CPU seconds so far; 0 where it has just ended."""
    try:
        return cpu_seconds(pid)
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def _last_line(log: Path) -> str:
    """The error's own line; paths do not belong into results."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1].replace(str(Path.cwd()), "")[:200] if lines else ""

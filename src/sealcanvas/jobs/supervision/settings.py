"""The bounds within which a supervisor holds its workers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """All times in seconds.

    Attributes:
        stop_seconds: how long a worker may take to stop when asked to.
        heartbeat_seconds: how long a worker may be silent.
        memory_bytes: how much memory one worker may hold; None is its share of three fifths of the machine.
        scratch_bytes: how much one may hold in files on top; None is a quarter of that.
        idle_bytes: how much an idle worker may hold, with all that it imported; one that holds more is replaced.
        poll_seconds: how often an idle slot looks for work that another serving process queued.
        renewal_seconds: how long a run may go without minting its role's session anew, at most.
    """

    stop_seconds: float = 10.0
    heartbeat_seconds: float = 30.0
    memory_bytes: int | None = None
    scratch_bytes: int | None = None
    idle_bytes: int = 512 << 20
    poll_seconds: float = 0.5
    renewal_seconds: float = 15.0

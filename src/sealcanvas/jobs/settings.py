"""The bounds within which a supervisor holds its workers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """All times in seconds.

    Attributes:
        stop_seconds: how long a worker may take to stop when asked to.
        heartbeat_seconds: how long a worker may be silent.
        memory_bytes: how much memory one worker may hold; None is its share of four fifths of the machine.
        poll_seconds: how often an idle slot looks for work that nobody announced.
    """

    stop_seconds: float = 10.0
    heartbeat_seconds: float = 30.0
    memory_bytes: int | None = None
    poll_seconds: float = 2.0

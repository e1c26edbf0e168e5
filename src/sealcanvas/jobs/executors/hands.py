"""What a crew needs of those that have its helpers: on this machine, or behind a Ray cluster."""

from dataclasses import dataclass
from typing import Any, Protocol

from sealcanvas.jobs.executors.link import Message


@dataclass(frozen=True, slots=True)
class Heard:
    """A frame from a helper; the head `{"type": "lost"}` is said of one that is gone."""

    helper: int
    head: Message
    body: bytes = b""


class Hands(Protocol):
    """Helpers by number. A number is never used again: one that is lost or let go is replaced by another."""

    @property
    def width(self) -> int:
        """How many there are to be."""

    def share(self, body: bytes) -> Any:
        """Something to give for `body`, where several helpers will get it; the one before is no longer needed."""

    def give(self, helper: int, head: Message, body: Any = b"") -> None:
        """Send a frame whose body is bytes, or what `share` returned; one that is gone is heard of."""

    def hear(self, seconds: float) -> Heard | None:
        """The next frame of any helper, or None when nothing came in time."""

    def replace(self, helper: int) -> None:
        """Let a helper go, whatever it does, and start another."""

    def close(self) -> None:
        """Let all go."""

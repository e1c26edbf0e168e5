"""How urgent a job is, and how often it lets more urgent ones of its account go first."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum

# So many later jobs of the most urgent kind may overtake one of this kind, and no more: none waits for ever,
# however many come, and whatever the clock does.
_OVERTAKEN = (0, 10, 40, 160)


class Priority(IntEnum):
    """The most urgent first."""

    INTERACTIVE = 0
    """Somebody waits before the screen: imports, previews, single predictions."""
    QUICK = 1
    """Minutes: quick builds, batch predictions."""
    STANDARD = 2
    """Up to hours: standard builds, and whatever does not say."""
    AUTOMATION = 3
    """Nobody waits."""

    @property
    def long(self) -> bool:
        """Whether such jobs leave one slot to the others."""
        return self >= Priority.STANDARD


def rank(turn: int, priority: Priority) -> int:
    """A job's place in its account's queue, the lowest first.

    Args:
        turn: how many jobs the account had submitted when it submitted this one.
    """
    return turn + _OVERTAKEN[priority]


_QUICK_SECONDS = 900.0  # Canvas's quick builds take 2 to 15 minutes (SageMaker Developer Guide, "Building a model")
_urgency: ContextVar[Priority | None] = ContextVar("urgency", default=None)


def of_build(seconds: float) -> Priority:
    """How urgent a build with this training budget is."""
    return Priority.QUICK if seconds <= _QUICK_SECONDS else Priority.STANDARD


@contextmanager
def urgency(priority: Priority) -> Iterator[None]:
    """Give jobs that are submitted within, by whatever operation, this priority instead of their own."""
    token = _urgency.set(priority)
    try:
        yield
    finally:
        _urgency.reset(token)


def effective(priority: Priority) -> Priority:
    """The priority of a job that asks for `priority`, submitted now."""
    now = _urgency.get()
    return priority if now is None else now

"""A clock that stands still until it is told to move."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Call it for the time; `advance` moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **parts: float) -> None:
        self.now += timedelta(**parts)

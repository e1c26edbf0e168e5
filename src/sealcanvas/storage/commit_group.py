"""What one commit makes durable, or loses, together; and what a thread has yet to wait for."""

import threading
from collections.abc import Callable
from enum import Enum, auto
from typing import Any

from sqlalchemy import Connection

Writer = Callable[[Connection, list[Any]], None]


class WouldWait(Exception):
    """What was asked without waiting cannot be had so: the same is to be asked again by a thread that may wait."""


class CommitFailed(Exception):
    """What was written could not be made durable (disk full, say): it is undone and must not be acknowledged."""


class Fate(Enum):
    """What has become of what was written."""

    OPEN = auto()
    DURABLE = auto()
    LOST = auto()


class Group:
    """The units of work that one commit makes durable, or that are lost together."""

    def __init__(self) -> None:
        self.units = 0  # released so far
        self.fate = Fate.OPEN
        self.if_lost: list[Callable[[], object]] = []


class Batch(Group):
    """Rows that are written with whatever is committed next."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[Writer, list[Any]] = {}


class Deferral(threading.local):
    """What the current thread has yet to wait for."""

    depth = 0
    units = 0  # of work that it is within
    prompt = False  # whether it must not wait for anything
    rest: bool | None = None  # whether the innermost `deferrable` defers what is left of it; None outside of one

    def __init__(self) -> None:
        self.groups: list[Group] = []

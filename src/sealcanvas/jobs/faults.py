"""Names an unexpected error by type and place, without the values that its text may hold."""

import re
from pathlib import Path
from traceback import walk_tb


def place_of(error: BaseException) -> str:
    """The error's type and the innermost line of ours that it passed: "KeyError at jobs/supervision/run.py:97"."""
    place = ""
    for frame, line in walk_tb(error.__traceback__):
        path = Path(frame.f_code.co_filename)
        if "sealcanvas" in path.parts:
            inner = path.parts[len(path.parts) - path.parts[::-1].index("sealcanvas") :]
            place = f" at {'/'.join(inner)}:{line}"
    return f"{type(error).__name__}{place}"


# As `place_of` words it: what a worker claims to have met may be anything, and the log is for people to read.
_TOLD = re.compile(
    r"[A-Za-z_][A-Za-z0-9_]{0,63}(?: at (?:[a-z0-9_]{1,40}/){0,6}[a-z0-9_]{1,40}\.py:[0-9]{1,6})?", re.ASCII
)


class ToldFaults:
    """The faults that one worker may have logged: a few, each a type and a place and nothing else."""

    def __init__(self, most: int = 5) -> None:
        self._left = most

    def check(self, what: object) -> str | None:
        """The text for the log, or None if it has no place there."""
        if self._left <= 0 or not isinstance(what, str) or _TOLD.fullmatch(what) is None:
            return None
        self._left -= 1
        return what

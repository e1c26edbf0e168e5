"""Names an unexpected error by type and place, without the values that its text may hold."""

from pathlib import Path
from traceback import walk_tb


def place_of(error: BaseException) -> str:
    """The error's type and the innermost line of ours that it passed: "KeyError at jobs/run.py:97"."""
    place = ""
    for frame, line in walk_tb(error.__traceback__):
        path = Path(frame.f_code.co_filename)
        if "sealcanvas" in path.parts:
            inner = path.parts[len(path.parts) - path.parts[::-1].index("sealcanvas") :]
            place = f" at {'/'.join(inner)}:{line}"
    return f"{type(error).__name__}{place}"

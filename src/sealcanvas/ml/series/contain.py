"""A forecaster that raises costs itself, never the job."""

from collections.abc import Callable
from typing import TypeVar

from sealcanvas.ml.errors import BadSeries, MLError
from sealcanvas.ml.heard import Heard

T = TypeVar("T")
Beat = Callable[[], None]


def contained(work: Callable[[Beat], T], beat: Beat) -> tuple[T | None, str]:
    """What `work` says, given the beat to call; or None and the name of the type that it raised.

    What `beat` raises (cancelling, a refused key) and MLError (the user's to mend) pass through.
    """
    pulse = Heard(beat)
    try:
        found = work(pulse)
    except MLError:
        raise
    except Exception as error:  # whatever a library raises: its message may hold values, so that only the type is told
        if pulse.raised is not None:
            raise pulse.raised from None
        return None, type(error).__name__
    if pulse.raised is not None:
        raise pulse.raised
    return found, ""


def left_out(failed: dict[str, str]) -> list[str]:
    """A warning for each forecaster that raised: its name and the type of its error."""
    return [f"The forecaster {name} failed ({kind}) and was left out." for name, kind in failed.items()]


def nothing_left(failed: dict[str, str]) -> BadSeries:
    """What to raise when every forecaster raised."""
    told = ", ".join(f"{name} ({kind})" for name, kind in failed.items())
    return BadSeries(f"No forecaster could forecast these series: {told}.")

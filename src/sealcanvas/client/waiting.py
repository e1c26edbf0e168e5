"""Waiting as a polling user waits."""

import time
from collections.abc import Callable
from typing import Any

from sealcanvas.client.errors import TaskFailed

Answer = dict[str, Any]
_POLL_SECONDS = 0.2


def settle(
    describe: Callable[..., Answer],
    unsettled: set[str],
    *,
    seconds: float = float("inf"),
    seen: Callable[[Answer], None] | None = None,
    **parameters: Any,
) -> Answer:
    """Call a describe operation until its Status is none of `unsettled`; the last answer.

    Args:
        seconds: how long to wait at most.
        seen: hears of every answer.

    Raises:
        TaskFailed: it did not settle in time.
    """
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        answer = describe(**parameters)
        if seen:
            seen(answer)
        if answer["Status"] not in unsettled:
            return answer
        time.sleep(_POLL_SECONDS)
    raise TaskFailed(f"{parameters} did not settle within {seconds:.0f} seconds")

"""An operation that has nothing to tell yet: how long polling holds neither a thread nor the database.

A handler raises `NotYet`; the server parks the request, asks `ready` now and then, and calls the operation again, with
all its checks, once that is so or its time is over. `Call.waited` tells the handler how long that has been.
"""

from collections.abc import Callable


class NotYet(Exception):
    """Nothing to tell yet; nothing was done, and nothing is audited before there is an answer.

    Args:
        ready: whether the operation is to be called again; cheap, and changes nothing.
        seconds: how long to wait at most, counted from when the request came.
    """

    def __init__(self, ready: Callable[[], bool], seconds: float) -> None:
        super().__init__()
        self.ready = ready
        self.seconds = seconds

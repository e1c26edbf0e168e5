"""Workers that are up before there is a job for them."""

import threading
from collections import deque
from collections.abc import Callable

from sealcanvas.jobs.worker_process import WorkerBroken, WorkerProcess

_TRIES = 3


class WarmPool:
    """Keeps `size` idle workers; whoever takes one refills the pool once its job runs."""

    def __init__(self, spawn: Callable[[], WorkerProcess], size: int) -> None:
        self._spawn, self._size = spawn, size
        self._idle: deque[WorkerProcess] = deque()
        self._lock = threading.Lock()
        self._closed = False

    def refill(self) -> None:
        """Start what is missing; a worker that cannot be started is for `take` to complain of."""
        with self._lock:
            try:
                while not self._closed and len(self._idle) < self._size:
                    self._idle.append(self._spawn())
            except WorkerBroken:
                return

    def take(self) -> WorkerProcess:
        """A worker that is ready for a job.

        Raises:
            WorkerBroken: three in a row did not come up.
        """
        for _ in range(_TRIES):
            with self._lock:
                worker = self._idle.popleft() if self._idle else None
            try:
                worker = worker or self._spawn()
                worker.wait_ready()
            except WorkerBroken:
                continue
            return worker
        raise WorkerBroken("no worker process comes up")

    def close(self) -> None:
        """End the idle workers."""
        with self._lock:
            self._closed = True
            for worker in self._idle:
                worker.end()
            self._idle.clear()

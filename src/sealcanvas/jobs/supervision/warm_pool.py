"""Workers that are up, and have imported what takes long, before there is a job for them."""

import threading
from collections.abc import Callable

from sealcanvas.jobs.supervision.worker_process import WorkerBroken, WorkerProcess

_TRIES = 3


class WarmPool:
    """Keeps `size` idle workers; whoever takes one refills the pool once its job runs.

    Args:
        spawn: starts a worker.
        idle_bytes: how much memory an idle worker may hold; one that holds more is replaced.
    """

    def __init__(self, spawn: Callable[[], WorkerProcess], size: int, idle_bytes: int) -> None:
        self._spawn, self._size, self._idle_bytes = spawn, size, idle_bytes
        self._idle: list[WorkerProcess] = []
        self._lock = threading.Lock()
        self._closed = False

    def refill(self) -> None:
        """Clear away what died, and start what is missing; what cannot be started is for `take` to complain of."""
        with self._lock:
            self._idle = [worker for worker in self._idle if self._fit(worker)]
            try:
                while not self._closed and len(self._idle) < self._size:
                    self._idle.append(self._spawn())
            except WorkerBroken:
                return

    def take(self) -> WorkerProcess:
        """A worker that is ready for a job: of the idle ones, one that has imported all it was to.

        Raises:
            WorkerBroken: three in a row did not come up.
        """
        for _ in range(_TRIES):
            try:
                worker = self._best() or self._spawn()
                worker.wait_ready()
            except WorkerBroken:
                continue
            return worker
        raise WorkerBroken("no worker process comes up")

    @property
    def warm(self) -> int:
        """How many idle workers have imported all that they were to."""
        with self._lock:
            self._idle = [worker for worker in self._idle if self._fit(worker)]
            return sum(worker.warm for worker in self._idle)

    @property
    def memory(self) -> int:
        """Bytes that the idle workers hold."""
        with self._lock:
            return sum(worker.memory() for worker in self._idle)

    def close(self) -> None:
        """End the idle workers."""
        with self._lock:
            self._closed = True
            for worker in self._idle:
                worker.end()
            self._idle.clear()

    def _best(self) -> WorkerProcess | None:
        with self._lock:
            self._idle = [worker for worker in self._idle if self._fit(worker)]
            if not self._idle:
                return None
            best = max(self._idle, key=lambda worker: (worker.warm, worker.ready))  # the eldest of the warmest
            self._idle.remove(best)
            return best

    def _fit(self, worker: WorkerProcess) -> bool:
        try:
            worker.look()
        except WorkerBroken:
            return False
        if worker.memory() <= self._idle_bytes:
            return True
        worker.end()
        return False

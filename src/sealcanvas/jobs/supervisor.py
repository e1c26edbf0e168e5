"""Runs queued jobs in worker processes, as many at a time as there are slots."""

import os
import secrets
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from sealcanvas.jobs import lease
from sealcanvas.jobs.memory import share_of_memory
from sealcanvas.jobs.scratch import Scratch
from sealcanvas.jobs.settings import Bounds
from sealcanvas.jobs.signals import signals_of
from sealcanvas.jobs.slot import Slot, SlotSettings
from sealcanvas.jobs.warm_pool import WarmPool
from sealcanvas.jobs.worker_process import WorkerProcess, WorkerSetup
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.job_folder import remove_job_volumes
from sealcanvas.volumes.sweep import sweep_orphans


class Supervisor:
    """The one supervisor of an instance; services register their hooks before it starts.

    Args:
        endpoint: path of the server's Unix socket, which workers speak to.
        slots: how many jobs run at a time.
        bounds: on time and memory of workers.
        preload: modules that workers import while idle, so that jobs need not wait for them.
        tasks: further task names, and the modules that register them.
        import_path: folders that workers find those modules in.
    """

    def __init__(
        self,
        instance: Instance,
        endpoint: str,
        slots: int = 2,
        *,
        bounds: Bounds | None = None,
        preload: tuple[str, ...] = (),
        tasks: Mapping[str, str] | None = None,
        import_path: tuple[Path, ...] = (),
    ) -> None:
        self._instance, self._endpoint, self._count = instance, endpoint, slots
        self._bounds = bounds or Bounds()
        self._memory_bytes = self._bounds.memory_bytes or share_of_memory(slots)
        self._threads = max(1, (os.cpu_count() or 1) // slots)
        self._setup = WorkerSetup(
            tasks=dict(tasks or {}),
            import_path=import_path,
            preload=preload,
            threads=self._threads,
            scratch_bytes=self._memory_bytes // 4,
        )
        self._draining, self._abort = threading.Event(), threading.Event()
        self._slots: list[Slot] = []
        self._scratch: Scratch | None = None
        self._pool: WarmPool | None = None

    def start(self) -> None:
        """Take up what an earlier server left, and begin to run jobs.

        Raises:
            NoMemoryScratch: workers would have nowhere to work but a disk.
        """
        owner = secrets.token_hex(16)
        scratch = self._scratch = Scratch()
        remove_job_volumes(self._instance)
        sweep_orphans(self._instance)
        lease.reclaim(self._instance, owner)
        pool = self._pool = WarmPool(lambda: WorkerProcess(scratch, self._setup), self._count)
        pool.refill()
        settings = SlotSettings(
            owner=owner,
            endpoint=self._endpoint,
            threads=self._threads,
            memory_bytes=self._memory_bytes,
            bounds=self._bounds,
            draining=self._draining,
            abort=self._abort,
        )
        self._slots = [Slot(self._instance, pool, settings, number) for number in range(self._count)]
        for slot in self._slots:
            slot.start()

    def stop(self, drain_seconds: float = 10.0) -> None:
        """Start no more jobs, give running ones `drain_seconds`, then end their workers and put the jobs back."""
        self._draining.set()
        signals_of(self._instance).work()
        deadline = time.monotonic() + drain_seconds
        for slot in self._slots:
            slot.join(max(0.0, deadline - time.monotonic()))
        self._abort.set()
        for slot in self._slots:
            slot.join()
        if self._pool is not None:
            self._pool.close()
        if self._scratch is not None:
            self._scratch.close()

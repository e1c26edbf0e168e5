"""Runs queued jobs in worker processes, as many at a time as there are slots."""

import os
import secrets
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from sealcanvas.jobs.executors.bridge_process import Bridge
from sealcanvas.jobs.supervision.dispatcher import Dispatcher
from sealcanvas.jobs.supervision.limits import Limits, set_limits
from sealcanvas.jobs.supervision.memory import share_of_memory
from sealcanvas.jobs.supervision.scratch import Scratch
from sealcanvas.jobs.supervision.settings import Bounds
from sealcanvas.jobs.supervision.signals import signals_of
from sealcanvas.jobs.supervision.slot import Slot, SlotSettings
from sealcanvas.jobs.supervision.warm_pool import WarmPool
from sealcanvas.jobs.supervision.worker_process import WorkerProcess, WorkerSetup
from sealcanvas.jobs.working.preload import PRELOAD
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.job_folder import remove_job_volumes
from sealcanvas.volumes.sweep import sweep_orphans

_MOST_IDLE = 2  # workers: each holds memory for nothing


class Supervisor:
    """The one supervisor of an instance; services register their hooks before it starts.

    Args:
        endpoint: path of the server's Unix socket, which workers speak to.
        slots: how many jobs run at a time.
        bounds: on time and memory of workers.
        limits: on what one account may run and queue.
        bridge: to the cluster that works on units; None is this machine alone.
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
        limits: Limits | None = None,
        bridge: Bridge | None = None,
        preload: tuple[str, ...] = PRELOAD,
        tasks: Mapping[str, str] | None = None,
        import_path: tuple[Path, ...] = (),
    ) -> None:
        self._instance, self._endpoint, self._count = instance, endpoint, slots
        self._bounds = bounds or Bounds()
        self._limits = limits or Limits()
        self._bridge = bridge
        self._memory_bytes = self._bounds.memory_bytes or share_of_memory(slots)
        self._scratch_bytes = self._bounds.scratch_bytes or self._memory_bytes // 4
        self._setup = WorkerSetup(
            endpoint=endpoint,
            region=instance.region,
            tasks=dict(tasks or {}),
            import_path=import_path,
            preload=preload,
            threads=os.cpu_count() or 1,  # each job is held to its share as it starts
            scratch_bytes=self._scratch_bytes,
            volumes=(instance.volumes.folder,),
            writable=(instance.volumes.incoming,),
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
        set_limits(self._instance, self._limits)
        dispatcher = Dispatcher(self._instance, owner, self._count, self._limits.running)
        dispatcher.reclaim()
        idle = min(self._count, _MOST_IDLE)
        pool = self._pool = WarmPool(lambda: WorkerProcess(scratch, self._setup), idle, self._bounds.idle_bytes)
        pool.refill()
        settings = SlotSettings(
            endpoint=self._endpoint,
            memory_bytes=self._memory_bytes,
            scratch_bytes=self._scratch_bytes,
            bounds=self._bounds,
            draining=self._draining,
            abort=self._abort,
            bridge=self._bridge,
        )
        self._slots = [Slot(self._instance, dispatcher, pool, settings, number) for number in range(self._count)]
        for slot in self._slots:
            slot.start()

    @property
    def warm(self) -> int:
        """How many idle workers have imported all that they were to."""
        return self._pool.warm if self._pool is not None else 0

    @property
    def idle_memory(self) -> int:
        """Bytes that idle workers hold."""
        return self._pool.memory if self._pool is not None else 0

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

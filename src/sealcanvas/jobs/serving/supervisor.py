"""Sees to it that the models that are to be hosted are, and no others."""

import logging
import os
import threading
from collections.abc import Mapping
from pathlib import Path

from sealcanvas.jobs.faults import place_of
from sealcanvas.jobs.serving import hosting
from sealcanvas.jobs.serving.host import HostState
from sealcanvas.jobs.serving.keeper import Keeper, KeeperSettings
from sealcanvas.jobs.supervision.memory import share_of_hosting
from sealcanvas.jobs.supervision.scratch import Scratch
from sealcanvas.jobs.supervision.settings import Bounds
from sealcanvas.jobs.supervision.worker_process import WorkerSetup
from sealcanvas.service.instance import Instance

_log = logging.getLogger("sealcanvas.jobs")
_ROUND_SECONDS = 0.5  # what another serving process asked for is seen within it
_LEAST_MEMORY = 512 << 20  # less holds no model
_SCRATCH_BYTES = 64 << 20


class HostingSupervisor:
    """The one supervisor of hosted models of an instance; services register their hooks before it starts.

    Args:
        endpoint: path of the server's Unix socket, which workers speak to.
        bounds: on time and memory of workers.
        tasks: further task names, and the modules that register them.
        import_path: folders that workers find those modules in.
    """

    def __init__(
        self,
        instance: Instance,
        endpoint: str,
        *,
        bounds: Bounds | None = None,
        tasks: Mapping[str, str] | None = None,
        import_path: tuple[Path, ...] = (),
    ) -> None:
        self._instance, self._endpoint = instance, endpoint
        self._bounds = bounds or Bounds()
        self._setup = WorkerSetup(
            tasks=dict(tasks or {}),
            import_path=import_path,
            threads=min(2, os.cpu_count() or 1),
            scratch_bytes=_SCRATCH_BYTES,
        )
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hosting", daemon=True)
        self._keepers: dict[str, Keeper] = {}
        self._scratch: Scratch | None = None
        self._settings: KeeperSettings | None = None

    def start(self) -> None:
        """Host again what was hosted before, and whatever is asked for from now on.

        Raises:
            NoMemoryScratch: workers would have nowhere to work but a disk.
        """
        self._scratch = Scratch()
        memory = self._bounds.memory_bytes or max(_LEAST_MEMORY, share_of_hosting(hosting.MOST_HOSTED))
        self._settings = KeeperSettings(self._endpoint, self._scratch, self._setup, memory, self._bounds)
        for host in hosting.all_hosts(self._instance):
            if host.state is HostState.IN_SERVICE:  # it was, of a server that ended
                hosting.change(self._instance, host.host_id, HostState.STARTING)
        self._thread.start()

    def stop(self) -> None:
        """End the processes; what is hosted is hosted again at the next start."""
        self._over.set()
        hosting.signals_of(self._instance).work()
        if self._thread.is_alive():
            self._thread.join()
        for keeper in self._keepers.values():
            keeper.leave.set()
        for keeper in self._keepers.values():
            keeper.join()
        if self._scratch is not None:
            self._scratch.close()

    def _run(self) -> None:
        signals = hosting.signals_of(self._instance)
        while not self._over.is_set():
            seen = signals.seen()
            try:
                self._round()
            except Exception as error:
                _log.error("the supervisor of hosted models met a %s", place_of(error))
            signals.wait(seen, _ROUND_SECONDS)

    def _round(self) -> None:
        wanted = hosting.states(self._instance)
        for host_id, keeper in list(self._keepers.items()):
            if host_id not in wanted:
                keeper.leave.set()
            if not keeper.is_alive():
                del self._keepers[host_id]
        for host_id, state in wanted.items():
            if state is not HostState.FAILED and host_id not in self._keepers:
                self._keep(host_id)

    def _keep(self, host_id: str) -> None:
        host = hosting.find(self._instance, host_id)
        if host is not None and self._settings is not None:
            keeper = self._keepers[host_id] = Keeper(self._instance, host, self._settings)
            keeper.start()

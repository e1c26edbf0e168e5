"""Runs queued jobs in worker processes, as many at a time as there are slots."""

from collections.abc import Mapping
from pathlib import Path

from sealcanvas.service.instance import Instance


class Supervisor:
    """The one supervisor of an instance.

    Args:
        endpoint: path of the server's Unix socket, which workers speak to.
        slots: how many jobs run at a time.
        tasks: further task names, and the modules that register them.
        import_path: folders that workers find those modules in.
    """

    def __init__(
        self,
        instance: Instance,
        endpoint: str,
        slots: int = 2,
        *,
        tasks: Mapping[str, str] | None = None,
        import_path: tuple[Path, ...] = (),
    ) -> None:
        self._instance, self._endpoint, self._slots = instance, endpoint, slots
        self._tasks, self._import_path = dict(tasks or {}), import_path

    def start(self) -> None:
        """Take up what an earlier server left, and begin to run jobs."""
        raise NotImplementedError

    def stop(self, drain_seconds: float = 10.0) -> None:
        """Start no more jobs, give running ones `drain_seconds`, then end their workers and put the jobs back."""
        raise NotImplementedError

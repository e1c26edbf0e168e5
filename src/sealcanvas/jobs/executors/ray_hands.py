"""Helpers on the nodes of a Ray cluster, as a job has them: through the bridge, so that Ray is never loaded here."""

import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sealcanvas.jobs.executors.cluster import ClusterUnavailable
from sealcanvas.jobs.executors.hands import Heard
from sealcanvas.jobs.executors.link import Link, LinkClosed, Message
from sealcanvas.jobs.task import TaskFailed


@dataclass(frozen=True, slots=True)
class _Shared:
    number: int


class RayHands:
    """See `hands.Hands`.

    Args:
        path: of the bridge's Unix socket.
        width: how many helpers.

    Raises:
        ClusterUnavailable: the bridge does not answer.
    """

    def __init__(self, path: str, width: int) -> None:
        self.width = width
        self._shared = 0
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(path)
        except OSError:
            connection.close()
            raise ClusterUnavailable("The bridge to the Ray cluster does not answer; start the job again.") from None
        self._link = Link(connection)
        self._send({"type": "hire", "count": width})

    def share(self, body: bytes) -> _Shared:
        """Put into the object store, once for all."""
        self._shared += 1
        self._send({"type": "share", "shared": self._shared}, body)
        return _Shared(self._shared)

    def give(self, helper: int, head: Message, body: Any = b"") -> None:
        """By way of the helper's relay."""
        if isinstance(body, _Shared):
            self._send({"type": "give", "helper": helper, "head": head, "shared": body.number})
        else:
            self._send({"type": "give", "helper": helper, "head": head}, body)

    def hear(self, seconds: float) -> Heard | None:
        """What the bridge passes on.

        Raises:
            TaskFailed: the bridge is gone, or the data does not fit into the cluster.
        """
        try:
            frame = self._link.receive(seconds)
        except LinkClosed:
            raise self._gone() from None
        if frame is None:
            return None
        message, body = frame
        if message["type"] == "full":
            raise TaskFailed(
                "ExecutorUnavailable",
                f"The job's data ({message['bytes'] >> 20} MiB sealed) does not fit into the object store of the Ray "
                "cluster: start its nodes with a larger --object-store-memory.",
            )
        return Heard(message["helper"], message["head"], body)

    def replace(self, helper: int) -> None:
        """Kill its relay, and hire another."""
        self._send({"type": "replace", "helper": helper})

    def close(self) -> None:
        """The bridge lets go whoever worked for this link."""
        with suppress(OSError):
            self._link.close()

    def _send(self, message: Message, body: bytes = b"") -> None:
        try:
            self._link.send(message, body)
        except LinkClosed:
            raise self._gone() from None

    @staticmethod
    def _gone() -> TaskFailed:
        return TaskFailed("ExecutorUnavailable", "The bridge to the Ray cluster ended; start the job again.")

"""What a job is told of the Ray cluster that it may use."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where the bridge listens, and how helpers on the nodes reach the server.

    Attributes:
        socket: path of the bridge's Unix socket.
        width: helpers that one job may have.
        endpoint: the server's URL as nodes reach it.
        certificate: PEM text to trust for https, or "".
    """

    socket: str
    width: int
    endpoint: str
    certificate: str = ""

    def message(self, session: dict[str, str]) -> dict[str, Any]:
        """For the start message of a job.

        Args:
            session: credentials for helpers, that may open the exchange's key and nothing else.
        """
        return {
            "kind": "ray",
            "socket": self.socket,
            "width": self.width,
            "endpoint": self.endpoint,
            "certificate": self.certificate,
            "session": session,
        }


class ClusterUnavailable(Exception):
    """There is no such cluster, it does not let us in, or it is not safe to use; the message says which, in a line."""

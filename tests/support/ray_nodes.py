"""A Ray cluster of two nodes on loopback, in a process of its own.

Run as `python -m tests.support.ray_nodes CPUS CPUS`: prints its address and session folder, then obeys standard input:
the line "kill" ends the second node without warning, the end of input the cluster.
"""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_STORE_BYTES = 100 << 20


@dataclass(slots=True)
class RayNodes:
    """The cluster as a test has it."""

    address: str
    session: Path
    token: Path
    process: subprocess.Popen[str]

    def kill_node(self) -> None:
        """End the second node, as if its machine had lost power."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("kill\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "killed\n"


@contextmanager
def ray_nodes(folder: Path, *, authenticated: bool = True, cpus: tuple[int, int] = (1, 1)) -> Iterator[RayNodes]:
    """A cluster until the block ends; its token lies in `folder`."""
    token = folder / "ray_token"
    token.write_text(secrets.token_hex(32))
    token.chmod(0o600)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")} | {
        "RAY_AUTH_MODE": "token" if authenticated else "disabled",
        "RAY_AUTH_TOKEN_PATH": str(token),
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_automatic_object_spilling_enabled": "false",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2] / "src"), str(Path(__file__).parents[2])]),
    }
    with (folder / "ray_nodes.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.ray_nodes", *map(str, cpus)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=environment,
        )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line, (folder / "ray_nodes.log").read_text()
        said = json.loads(line)
        yield RayNodes(said["address"], Path(said["session"]), token, process)
    finally:
        process.stdin.close()
        process.wait(60)
        process.stdout.close()


def main() -> None:
    """Keep the cluster."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # Ray prints
    from ray.cluster_utils import Cluster

    first, second = map(int, sys.argv[1:])
    common: dict[str, Any] = {"object_store_memory": _STORE_BYTES, "node_ip_address": "127.0.0.1"}
    cluster: Any = Cluster(
        initialize_head=True, head_node_args={"num_cpus": first, "include_dashboard": False} | common
    )
    node = cluster.add_node(num_cpus=second, **common)
    print(json.dumps({"address": cluster.address, "session": cluster.head_node.get_session_dir_path()}), file=out)
    out.flush()
    for line in sys.stdin:
        if line.strip() == "kill":
            cluster.remove_node(node, allow_graceful=False)
            print("killed", file=out)
            out.flush()
    cluster.shutdown()


if __name__ == "__main__":
    main()

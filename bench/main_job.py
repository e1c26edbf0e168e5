"""What share of the main job's CPU goes into keeping it sealed: the whole demo, on a server that samples itself."""

import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from sealcanvas.demo.embedded import EmbeddedServer
from sealcanvas.demo.run import story

_SEALING = ("crypto", "kms")


class _Sampled(EmbeddedServer):
    """The demo's server under the sampler."""

    @property
    def report(self) -> Path:
        return self.folder / "cpu.json"

    @property
    def program(self) -> list[str]:
        return [sys.executable, "-m", "bench.sampled_server", str(self.report)]


def run() -> dict[str, Any]:
    """CPU seconds of server and jobs, and the shares of sealing and of KMS in all of it."""
    server = _Sampled()
    server.start()
    try:
        story(server, Console(quiet=True))
        server.stop()
        measured = json.loads(server.report.read_text())
    finally:
        server.stop()
        server.remove()
    total = measured["server_seconds"] + measured["jobs_seconds"]
    shares = {name: seconds / total for name, seconds in sorted(measured["by_package"].items())}
    return {
        "peer": "the main job itself",
        "server_cpu_seconds": round(measured["server_seconds"], 2),
        "jobs_cpu_seconds": round(measured["jobs_seconds"], 2),
        "share_of_all_cpu": {name: round(share, 4) for name, share in shares.items()},
        "share_sealing_and_kms": round(sum(shares.get(name, 0.0) for name in _SEALING), 4),
        "not_sampled": "what the jobs' own processes spend on sealing their volumes is part of jobs_cpu_seconds",
    }

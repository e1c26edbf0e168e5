"""`python -m bench.sampled_server REPORT up ...`: a server that notes what its CPU time is spent on.

A hundred times a second each thread's CPU time, as the kernel counts it, is charged to the first of our packages on
its stack, innermost first. What the jobs' processes use is counted whole when they end.
"""

import json
import resource
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from types import FrameType

from sealcanvas.cli import cli

_PACKAGE = str(Path("sealcanvas"))


class Sampler:
    """Charges the CPU time of this process's threads to packages."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._last: dict[int, float] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(0.01):
            frames = sys._current_frames()
            for thread in threading.enumerate():
                if thread is self._thread or thread.ident not in frames or thread.native_id is None:
                    continue
                busy = _busy(thread.native_id)
                spent = busy - self._last.get(thread.native_id, 0.0)
                self._last[thread.native_id] = busy
                if spent > 0:
                    self.seconds[_package(frames[thread.ident])] += spent


def _busy(native_id: int) -> float:
    try:
        fields = Path(f"/proc/self/task/{native_id}/schedstat").read_text().split()
    except OSError:
        return 0.0
    return int(fields[0]) / 1e9


def _package(frame: FrameType | None) -> str:
    while frame is not None:
        parts = Path(frame.f_code.co_filename).parts
        if _PACKAGE in parts[:-1]:
            return parts[len(parts) - 1 - parts[::-1].index(_PACKAGE) + 1].removesuffix(".py")
        frame = frame.f_back
    return "other"


def main() -> None:
    report, arguments = Path(sys.argv[1]), sys.argv[2:]
    sampler = Sampler()
    sampler.start()
    began = time.process_time()
    try:
        cli(arguments, standalone_mode=False)
    finally:
        sampler.stop()
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        report.write_text(
            json.dumps(
                {
                    "server_seconds": time.process_time() - began,
                    "jobs_seconds": children.ru_utime + children.ru_stime,
                    "by_package": dict(sampler.seconds),
                }
            )
        )


if __name__ == "__main__":
    main()

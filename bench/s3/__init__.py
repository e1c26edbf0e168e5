"""The sealed object store beside our own plain path and beside `rclone serve s3` (Go, plaintext), on the same disk.

Each round asks all three for the same; figures are by wall and by the server's CPU time, ratios round by round.
"""

import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from bench.processes import cpu_seconds
from bench.s3 import small, streams
from bench.s3.targets import Target, targets
from bench.spread import ratios, spread

_ROUNDS = 3
_MIB = 1 << 20


def run() -> dict[str, Any]:
    """Per scenario: what each server did a second, and ours over each peer's."""
    result: dict[str, Any] = {
        "peers": {"plain": "our server without sealing", "rclone": "rclone serve s3 (plaintext)"},
        "rounds": _ROUNDS,
    }
    with targets() as found:
        for name, prepare in streams.SCENARIOS.items():
            result[name] = _measured(found, prepare, streams.SIZE / 1e6, "mb")
        for name, prepare in small.SCENARIOS.items():
            result[name] = _measured(found, prepare, small.COUNT, "requests")
        result["memory"] = _memory(found["sealed"])
        result["range_read_bytes"] = _read_for_a_range(found["sealed"])
    return result


def _measured(found: dict[str, Target], prepare: Any, amount: float, unit: str) -> dict[str, Any]:
    wall: defaultdict[str, list[float]] = defaultdict(list)
    cpu: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(_ROUNDS):
        for name, target in found.items():
            work = prepare(target)
            before, began = cpu_seconds(target.pid), time.monotonic()
            work()
            wall[name].append(amount / (time.monotonic() - began))
            cpu[name].append(amount / max(cpu_seconds(target.pid) - before, 0.01))
    return {
        f"{unit}_per_second": {name: spread(values) for name, values in wall.items()},
        f"{unit}_per_server_cpu_second": {name: spread(values) for name, values in cpu.items()},
        "ratio_wall": {peer: ratios(wall["sealed"], wall[peer]) for peer in ("plain", "rclone")},
        "ratio_server_cpu": {peer: ratios(cpu["sealed"], cpu[peer]) for peer in ("plain", "rclone")},
    }


def _memory(target: Target) -> dict[str, float]:
    """What eight streams of 64 MiB at once add to the server's memory at its highest, in MiB a stream."""
    found = {}
    for name in ("put_8_parts", "get_8_ranges"):
        work = streams.SCENARIOS[name](target)
        process = Path("/proc") / str(target.pid)
        (process / "clear_refs").write_text("5")  # the highest mark begins anew
        before = _status(process, "VmRSS")
        work()
        found[name] = round((_status(process, "VmHWM") - before) / 8 / 1024, 1)
    return found


def _read_for_a_range(target: Target) -> float:
    """Bytes that the server reads from files for a range of 4 KiB out of 1 GiB, on average."""
    work = small.SCENARIOS["get_4_kib_range"](target)
    file = Path("/proc") / str(target.pid) / "io"
    before = int(file.read_text().split()[1])
    work()
    return round((int(file.read_text().split()[1]) - before) / small.COUNT)


def _status(process: Path, name: str) -> int:
    line = next(each for each in (process / "status").read_text().splitlines() if each.startswith(name))
    return int(line.split()[1])

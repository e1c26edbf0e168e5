"""How much memory a worker may use, how much it does use, and whether the kernel ended processes for want of it."""

import os
from contextlib import suppress
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
# The bound of the container that we run in: cgroup versions 2 and 1.
_CGROUP_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
_VMSTAT = Path("/proc/vmstat")


def available_memory() -> int:
    """Bytes that this machine, or the container that we run in, has in all."""
    total = _PAGE * os.sysconf("SC_PHYS_PAGES")
    for limit in _CGROUP_LIMITS:
        with suppress(OSError, ValueError):  # not there; or "max", no limit
            total = min(total, int(limit.read_text()))
    return total


def share_of_memory(slots: int) -> int:
    """The bound of one job's worker in bytes: an equal share of three fifths of the memory."""
    return available_memory() * 3 // 5 // slots


def share_of_hosting(models: int) -> int:
    """The bound of one hosted model's process in bytes: an equal share of one fifth of the memory."""
    return available_memory() // 5 // models


def resident_memory(pid: int) -> int:
    """Bytes of memory that a process holds; 0 once it is gone, or where the kernel does not tell."""
    return _statm(pid)[0]


def memory_with_children(pid: int) -> int:
    """Bytes of memory that a process and those it started hold; what files back, as libraries, counts once."""
    total, seen, waiting = resident_memory(pid), {pid}, _children(pid)
    while waiting:
        child = waiting.pop()
        if child not in seen:
            seen.add(child)
            resident, shared = _statm(child)
            total += resident - shared
            waiting += _children(child)
    return total


def _statm(pid: int) -> tuple[int, int]:
    """Resident bytes, and those of them that files and shared memory back."""
    try:
        fields = Path(f"/proc/{pid}/statm").read_text().split()
        return int(fields[1]) * _PAGE, int(fields[2]) * _PAGE
    except (OSError, IndexError, ValueError):
        return 0, 0


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError, ValueError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):  # a thread that has ended meanwhile
                found += map(int, (thread / "children").read_text().split())
    return found


def kernel_kills(vmstat: Path = _VMSTAT) -> int:
    """How many processes the kernel has ended for want of memory, on this machine, in containers too; 0 if unknown."""
    with suppress(OSError, ValueError, IndexError):
        for line in vmstat.read_text().splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1])
    return 0

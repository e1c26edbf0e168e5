"""How much memory a worker may use, and how much it does use."""

import os
from contextlib import suppress
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
_CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")


def available_memory() -> int:
    """Bytes that this machine, or the container that we run in, has in all."""
    total = _PAGE * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):  # no cgroup version 2; or "max", no limit
        total = min(total, int(_CGROUP_LIMIT.read_text()))
    return total


def share_of_memory(slots: int) -> int:
    """The bound of one worker in bytes: an equal share of four fifths of the memory."""
    return available_memory() * 4 // 5 // slots


def resident_memory(pid: int) -> int:
    """Bytes of memory that a process holds; 0 once it is gone, or where the kernel does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError, ValueError):
        return 0

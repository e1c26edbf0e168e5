"""Where workers may write in the clear: memory only, theirs alone, and empty again when they have ended."""

import fcntl
import logging
import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path
from typing import IO

_log = logging.getLogger("sealcanvas.jobs")
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - memory is the point; the folder in it is made 0700 and random
_SWAPS = Path("/proc/swaps")


class NoMemoryScratch(Exception):
    """This machine has no memory file system that we may write to; jobs could only spill plaintext to a disk."""


class Scratch:
    """A 0700 folder in shared memory with one folder a worker; workers mount a tmpfs of their own over theirs.

    Args:
        parent: where the folder is made.
        swaps: the kernel's list of swap areas.
    """

    def __init__(self, parent: Path = _SHARED_MEMORY, swaps: Path = _SWAPS) -> None:
        if not parent.is_dir() or not os.access(parent, os.W_OK):
            raise NoMemoryScratch(f"{parent} is not there or not writable: jobs have no memory to work in")
        self._swaps = swaps
        self._warned = False
        prefix = f"sealcanvas-{os.getuid()}-"
        clear_stale(parent, prefix)
        self.folder = parent / f"{prefix}{secrets.token_hex(8)}"
        # Locked before it has the name by which another supervisor, starting now, finds what is stale.
        unnamed = parent / f".{self.folder.name}"
        unnamed.mkdir(mode=0o700)
        self._lock = _lock(unnamed)
        unnamed.rename(self.folder)

    def make(self) -> Path:
        """An empty folder for one worker."""
        folder = self.folder / secrets.token_hex(8)
        folder.mkdir(mode=0o700)
        return folder

    def remove(self, folder: Path) -> None:
        """Empty and remove a worker's folder."""
        shutil.rmtree(folder, ignore_errors=True)

    def used(self, folder: Path) -> int:
        """Bytes that a worker's folder takes, as far as files come and go while we look."""
        total = 0
        for place, _, names in os.walk(folder):
            for name in names:
                with suppress(OSError):
                    total += os.lstat(Path(place, name)).st_blocks * 512
        return total

    def note(self, *, private: bool) -> None:
        """Say loudly, once, when what workers write to memory could reach a disk: no `noswap`, and swap in use."""
        if private or self._warned or not swap_in_use(self._swaps):
            return
        self._warned = True
        _log.warning(
            "MEMORY SCRATCH CAN BE SWAPPED: this process may not mount a noswap tmpfs, and this machine has swap "
            "space. Plaintext of running jobs may reach the swap device: turn swap off, encrypt it, or run with "
            "CAP_SYS_ADMIN on Linux 6.4 or later."
        )

    def close(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def swap_in_use(swaps: Path = _SWAPS) -> bool:
    """Whether the kernel has any swap area; True where it does not tell."""
    try:
        return len(swaps.read_text().splitlines()) > 1
    except OSError:
        return True


def clear_stale(parent: Path, prefix: str) -> int:
    """Remove the scratch of supervisors that ended without doing so; how many there were."""
    removed = 0
    for folder in parent.glob(f"{prefix}*"):
        lock = _lock(folder)
        if lock is None:
            continue  # its supervisor lives, or it is not ours to remove
        shutil.rmtree(folder, ignore_errors=True)
        lock.close()
        removed += 1
    return removed


def _lock(folder: Path) -> IO[bytes] | None:
    """The folder's lock, held until it is closed or the process ends in any way; None if somebody has it."""
    try:
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError:
        return None
    lock = os.fdopen(descriptor, "r+b")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return None
    return lock

"""What a worker does to itself before anything else: no core dumps, first to go where memory is short, and a memory
folder that nobody else sees. (What it gives up of the machine: `fence`.)
"""

import ctypes
import os
import resource
import struct
from contextlib import suppress
from pathlib import Path

# <linux/prctl.h>, <linux/sched.h>, <linux/mount.h>, <linux/capability.h>
_PR_SET_DUMPABLE = 4
_CLONE_NEWNS = 0x00020000
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 2, 4, 8
_MS_REC, _MS_PRIVATE = 0x4000, 0x40000
_CAPABILITY_VERSION_3 = 0x20080522
_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 1, 2


def forbid_dumps() -> None:
    """Let neither a core dump nor another process of the same user read this process's memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, AttributeError):  # AttributeError: a libc without prctl
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def volunteer() -> None:
    """Where memory is short, let the kernel end this process and neither the server nor anything else."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def drop_capabilities() -> None:
    """Of what root may do beyond others, keep the reading of files that others own: Python's may be another's.

    Tracing goes, and so does CAP_PERFMON, by which the kernel shows root other processes' memory maps and environments
    whatever a fence says.
    """
    kept = 1 << _CAP_DAC_OVERRIDE | 1 << _CAP_DAC_READ_SEARCH
    header = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
    with suppress(AttributeError):  # a libc without capget
        libc, held = ctypes.CDLL(None, use_errno=True), ctypes.create_string_buffer(24)
        if libc.capget(header, held) == 0:
            _, permitted, *_ = struct.unpack("=6I", held.raw)
            left = permitted & kept
            libc.capset(header, struct.pack("=6I", left, left, 0, 0, 0, 0))


def mount_private_memory(folder: Path, size: int) -> bool:
    """Mount a tmpfs that is never swapped over `folder`, in a mount namespace of this process alone.

    The kernel removes it with the process, however that ends. Must run while the process has one thread.

    Args:
        size: its bound in bytes.

    Returns:
        Whether it stands; not without CAP_SYS_ADMIN or before Linux 6.4 (`noswap`): then nothing was changed that
        anybody would notice.
    """
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(_CLONE_NEWNS) != 0:
            return False
        # Without this, a mount here would show in the namespace that we came from.
        if libc.mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE, None) != 0:
            return False
        options = f"size={size},mode=0700,noswap".encode()
        flags = _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
        mounted = bool(libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", flags, options) == 0)
    except AttributeError:  # a libc without these calls
        return False
    os.chdir(folder)  # the working directory was the folder beneath
    return mounted

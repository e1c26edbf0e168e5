"""What a worker does to itself before anything else: no core dumps, and a memory folder that nobody else sees."""

import ctypes
import os
import resource
from contextlib import suppress
from pathlib import Path

# <linux/prctl.h>, <linux/sched.h>, <linux/mount.h>
_PR_SET_DUMPABLE = 4
_CLONE_NEWNS = 0x00020000
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 2, 4, 8
_MS_REC, _MS_PRIVATE = 0x4000, 0x40000


def forbid_dumps() -> None:
    """Let neither a core dump nor another process of the same user read this process's memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, AttributeError):  # AttributeError: a libc without prctl
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


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

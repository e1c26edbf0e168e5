"""Linux's Landlock: a process gives up, for itself and all that it starts, what it names nowhere, and for good.

It needs no privilege, and root is bound by it too. Sources: <linux/landlock.h>, and for the order of calls the kernel's
userspace API guide, "Landlock: unprivileged access control".
"""

import ctypes
import os
import struct
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

# The same numbers on every architecture: younger than the common table.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_PATH_BENEATH = 1
_PR_SET_NO_NEW_PRIVS = 38

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_TRUNCATE = 1 << 14  # from version 3
_ALL_BY_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | 1 << 15
_DEVICE_NODES = 1 << 6 | 1 << 11  # making character and block devices
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_TCP = 1 << 0 | 1 << 1  # bind, connect; from version 4
_SCOPES = 1 << 0 | 1 << 1  # abstract Unix sockets, signals; from version 6


def version() -> int:
    """The kernel's Landlock, 0 if it has none or it is switched off."""
    with suppress(AttributeError):  # a libc without syscall()
        return max(0, int(_libc().syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_ASK_VERSION))))
    return 0


def restrict(readable: Iterable[Path], writable: Iterable[Path], *, tcp: bool) -> bool:
    """Bar this thread, and every thread and process that it will start, from all other files.

    It may also neither signal nor trace a process outside, nor reach its abstract sockets, where the kernel is new
    enough for that. What is open already stays open. Must run while the process has one thread.

    Args:
        readable: files and folders to read and execute; those that are not there are passed over.
        writable: files and folders to do anything with but make devices in; they must be there.
        tcp: whether it may still connect and listen.

    Returns:
        Whether it holds; False: nothing was changed, for this kernel has no Landlock.

    Raises:
        OSError: the kernel has Landlock and would not, or a writable path is not there.
    """
    known = version()
    if not known:
        return False
    handled = _ALL_BY_VERSION[max(step for step in _ALL_BY_VERSION if step <= known)]
    attributes = struct.pack("=QQQ", handled, 0 if tcp or known < 4 else _TCP, _SCOPES if known >= 6 else 0)
    size = 8 if known < 4 else 16 if known < 6 else 24
    ruleset = _call(_CREATE_RULESET, ctypes.c_char_p(attributes), ctypes.c_size_t(size), ctypes.c_uint32(0))
    try:
        for path in readable:
            with suppress(FileNotFoundError, PermissionError):
                _allow(ruleset, path, _READ)
        for path in writable:
            _allow(ruleset, path, handled & ~_DEVICE_NODES)
        if _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        _call(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)
    return True


def _allow(ruleset: int, path: Path, rights: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not path.is_dir():
            rights &= _OF_FILES
        rule = struct.pack("=Qi", rights, descriptor)
        _call(_ADD_RULE, ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), ctypes.c_char_p(rule), ctypes.c_uint32(0))
    finally:
        os.close(descriptor)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(number: int, *arguments: object) -> int:
    answer = int(_libc().syscall(number, *arguments))
    if answer < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return answer

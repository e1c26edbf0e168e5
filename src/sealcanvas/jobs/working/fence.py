"""What a worker process can reach of its machine: Python, its libraries, its own memory folder, its sealed folder.

Not the root key, the database, the blobs, other jobs' memory, nor any process beside it (docs/jobs.md).
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from sealcanvas.jobs.working.confine import drop_capabilities
from sealcanvas.jobs.working.landlock import restrict, version

_SYSTEM = (
    "/usr",
    "/lib",
    "/lib64",
    "/bin",
    "/nix/store",
    "/gnu/store",
    "/proc",
    "/sys",
    "/dev/random",
    "/dev/urandom",
    "/dev/zero",
)
"""Programs and libraries, and what the kernel tells of the machine. Other processes' own entries in /proc stay shut:
reading them is tracing."""

_SETTINGS = (
    "gai.conf",
    "host.conf",
    "hosts",
    "ld.so.cache",
    "localtime",
    "nsswitch.conf",
    "passwd",
    "pki",
    "resolv.conf",
    "ssl",
)
"""Of /etc, what libraries look up."""

_OF_PYTHON = ("bin", "lib", "lib64", "share", "pyvenv.cfg")
"""Of the folder that Python or a virtual environment lies in, which may be a person's home."""


def fence(writable: Iterable[Path], readable: Iterable[Path] = (), *, tcp: bool = False) -> bool:
    """Shut this process in for good. Must run while it has one thread, and after its last mount.

    Args:
        writable: its own folders.
        readable: further ones, of sealed files.
        tcp: whether it needs the network; workers speak through Unix sockets.

    Returns:
        Whether it holds; False where the kernel has no Landlock.
    """
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    python = [Path(prefix, name) for prefix in prefixes for name in _OF_PYTHON]
    settings = [Path("/etc", name) for name in _SETTINGS]
    modules = [Path(folder) for folder in sys.path if folder]
    drop_capabilities()
    return restrict(
        [*map(Path, _SYSTEM), *settings, *python, *modules, *readable], [*writable, Path("/dev/null")], tcp=tcp
    )


def can_fence() -> bool:
    """Whether this kernel lets workers be shut in: Linux 5.13 or later, with Landlock switched on."""
    return version() > 0

"""What ended servers left in memory: folders of living ones, which others may run beside us, are locked."""

import fcntl
import os
from pathlib import Path

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - to look, not to write


def abandoned_scratch() -> list[Path]:
    """Scratch folders whose supervisor is gone."""
    return [folder for folder in _SHARED_MEMORY.glob("sealcanvas-*") if not _held(folder)]


def _held(folder: Path) -> bool:
    try:
        descriptor = os.open(folder / "lock", os.O_RDWR)
    except OSError:
        return not folder.exists()  # removed while we looked
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return not folder.exists()

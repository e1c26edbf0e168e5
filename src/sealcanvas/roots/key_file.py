"""The default root of trust: a file with 32 random bytes, outside the state folder, readable by its owner alone."""

import os
from pathlib import Path

from sealcanvas.crypto.secret import Secret
from sealcanvas.roots.errors import RootUnavailable

_SIZE = 32


def open_key_file(path: Path) -> Secret:
    """Read the root key.

    Raises:
        RootUnavailable: the file is missing, of the wrong size, or others may read it.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        raise RootUnavailable(f"no root key at {path}: put the file back; without it nothing can be opened") from None
    except OSError as error:
        raise RootUnavailable(f"the root key at {path} cannot be read: {error.strerror}") from None
    with os.fdopen(descriptor, "rb") as file:
        mode = os.fstat(file.fileno()).st_mode & 0o777
        if mode & 0o077:
            raise RootUnavailable(f"others may read the root key at {path} (mode {mode:o}): chmod 600 it")
        content = file.read(_SIZE + 1)
    if len(content) != _SIZE:
        raise RootUnavailable(f"the root key at {path} is not {_SIZE} bytes long")
    return Secret(content)


def create_key_file(path: Path, root: Secret | None = None) -> Secret:
    """Make a new root key: mode 0600 from its first byte, durable before it is used.

    Args:
        root: the root key to write; random unless given.

    Raises:
        RootUnavailable: something stands there already, or the folder cannot be written.
    """
    secret = root or Secret.random(_SIZE)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret.reveal())
            file.flush()
            os.fsync(file.fileno())
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise RootUnavailable(f"the root key cannot be made at {path}: {error.strerror}") from None
    return secret

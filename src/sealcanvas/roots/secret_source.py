"""Secrets that come from outside: out of a file or the environment, never off the command line."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from sealcanvas.crypto.secret import Secret
from sealcanvas.roots.errors import RootUnavailable

_LONGEST = 4_096


def secret_from(environment: Mapping[str, str], name: str, what: str) -> Secret | None:
    """The secret in the variable `name`, or in the file that the variable `name`_FILE names; None for neither.

    Raises:
        RootUnavailable: the file cannot be read, is empty or too long, or others may read it.
    """
    if environment.get(name):
        return Secret(environment[name].encode())
    named = environment.get(f"{name}_FILE")
    return secret_in(Path(named), what) if named else None


def secret_in(path: Path, what: str) -> Secret:
    """The secret in a file: its first 4,096 bytes at most, without the line break at its end.

    Args:
        what: what it is, for messages: "the token's PIN".

    Raises:
        RootUnavailable: the file cannot be read, is empty or too long, or others may read it.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise RootUnavailable(f"{what} cannot be read from {path}: {error.strerror}") from None
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise RootUnavailable(f"{what} cannot be read from {path}: it is no regular file")
        if mode & 0o077:
            raise RootUnavailable(f"others may read {what} in {path} (mode {mode & 0o777:o}): chmod 600 it")
        content = os.read(descriptor, _LONGEST + 1)
    finally:
        os.close(descriptor)
    value = content.removesuffix(b"\n").removesuffix(b"\r")
    if not value or len(content) > _LONGEST:
        raise RootUnavailable(f"{what} in {path} must have 1 to {_LONGEST} bytes")
    return Secret(value)

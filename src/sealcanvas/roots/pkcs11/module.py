"""A token's library, loaded into this process."""

import os
import stat
import threading
from pathlib import Path
from typing import Any

from sealcanvas.roots.pkcs11.errors import TokenUnavailable

_loading = threading.Lock()  # C_Initialize is once a process


def bindings() -> Any:
    """The package `pkcs11`.

    Raises:
        TokenUnavailable: it is not installed.
    """
    try:
        import pkcs11
    except ImportError:
        raise TokenUnavailable("PKCS#11 tokens need an extra: pip install 'sealcanvas[pkcs11]'") from None
    return pkcs11


def load(path: str) -> Any:
    """Load and initialize the library of a token: code that then runs with our rights.

    Raises:
        TokenUnavailable: it cannot be loaded, or somebody besides us and root could have written it.
    """
    pkcs11 = bindings()
    file = Path(path)
    try:
        found = file.stat()
        folder = file.resolve().parent.stat()
    except OSError as error:
        raise TokenUnavailable(f"the PKCS#11 module {path} cannot be used: {error.strerror}") from None
    if not file.is_absolute() or not stat.S_ISREG(found.st_mode):
        raise TokenUnavailable(f"the PKCS#11 module {path} must be named by the absolute path of its file")
    for each in (found, folder):
        if each.st_uid not in (0, os.geteuid()) or each.st_mode & 0o022:
            raise TokenUnavailable(f"others may write the PKCS#11 module {path} or its folder: it is not loaded")
    try:
        with _loading:
            return pkcs11.lib(str(file.resolve()))
    except pkcs11.PKCS11Error as error:
        raise TokenUnavailable(f"the PKCS#11 module {path} does not load: {reason(error)}") from None


def token_is_there(path: str, label: str) -> bool:
    """Whether the module has one token of that label; nobody logs in.

    Raises:
        TokenUnavailable: the module cannot be loaded.
    """
    pkcs11, library = bindings(), load(path)
    try:
        library.get_token(token_label=label)
    except pkcs11.PKCS11Error:
        return False
    return True


def reason(error: Exception) -> str:
    """What a token answered, in words: the error's text, or its name (`PinIncorrect`)."""
    return str(error) or type(error).__name__

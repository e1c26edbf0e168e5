"""A SoftHSM of a test's own: tokens in a folder, as an HSM would have them.

Needs Debian's `softhsm2` and the package `python-pkcs11`; with SEALCANVAS_SOFTHSM_REQUIRED its tests fail where they
cannot run, instead of being skipped.
"""

import os
import shutil
import subprocess
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

PIN = "hsm-pin-814-mauve"
_MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
)


class SoftHSM:
    """Tokens below one folder.

    Attributes:
        module: path of the library.
        environment: what a process needs to find these tokens.
    """

    def __init__(self, folder: Path) -> None:
        self.module = _module() or ""
        tokens = folder / "tokens"
        tokens.mkdir(parents=True)
        configuration = folder / "softhsm2.conf"
        configuration.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n")
        self.environment = {"SOFTHSM2_CONF": str(configuration)}
        self.pin_file = folder / "pin"
        self.pin_file.write_text(PIN + "\n")
        self.pin_file.chmod(0o600)

    def add(self, label: str) -> None:
        """A new token."""
        pins = ["--pin", PIN, "--so-pin", "so-" + PIN]
        subprocess.run(
            ["softhsm2-util", "--init-token", "--free", "--label", label, *pins],
            env={**os.environ, **self.environment},
            check=True,
            capture_output=True,
        )
        self.forget()

    def forget(self) -> None:
        """Have this process load the library anew, and so see what was done to the tokens."""
        import_module("pkcs11").unload(str(Path(self.module).resolve()))


def softhsm(folder: Path, monkeypatch: pytest.MonkeyPatch) -> SoftHSM:
    """Tokens for this process; skips or fails where there is no SoftHSM."""
    lacking = _lacking()
    if lacking:
        if os.environ.get("SEALCANVAS_SOFTHSM_REQUIRED"):
            pytest.fail(f"PKCS#11 cannot be tested: {lacking}")
        pytest.skip(f"PKCS#11 IS NOT TESTED: {lacking}")
    made = SoftHSM(folder)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    made.forget()
    return made


def _module() -> str | None:
    return next((path for path in _MODULES if Path(path).is_file()), None)


def _lacking() -> str | None:
    if not _module() or not shutil.which("softhsm2-util"):
        return "SoftHSM is not installed (apt-get install softhsm2)"
    return None if find_spec("pkcs11") else "the package python-pkcs11 is not installed"

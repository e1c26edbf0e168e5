"""Which keepers a machine believes in: said from outside the state folder, which others could have written into."""

import os
from pathlib import Path

from sealcanvas.roots.errors import RootUnavailable
from sealcanvas.server.files import write_text

_HARMLESS = frozenset({"passphrase:", "file:"})  # nothing is sent, loaded or read from where the record says
_LONGEST = 64 << 10
_RETIRED = "retired "


class Trust:
    """The locators that this machine was told, a line each in a file beside the key files."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def require(self, locator: str, told: str) -> None:
        """Refuse a keeper that the state folder alone names.

        Args:
            told: the locator that `--root` or SEALCANVAS_ROOT says; "" for neither.

        Raises:
            RootUnavailable: nobody has said so from outside.
        """
        if locator not in _HARMLESS and locator != told and locator not in self._known():
            raise RootUnavailable(
                f"root.json says that {locator} keeps the root key, which this machine was not told: if that is right, "
                f"start once with --root '{locator}'"
            )

    def add(self, locator: str) -> None:
        """Believe in a keeper from now on."""
        known = self._known()
        if locator in known or locator in _HARMLESS:
            return
        self._write([*known, locator])

    def retire(self, locator: str) -> None:
        """Note that a keeper is to destroy its copy of the root key once another keeps it."""
        self._write([*self._known(), _RETIRED + locator])

    def retires(self, locator: str) -> bool:
        """Whether `retire` noted that: a record alone destroys nothing outside the state folder."""
        return _RETIRED + locator in self._known()

    def retire_nobody(self) -> None:
        """Forget what `retire` noted, where no migration came of it."""
        known = self._known()
        kept = [each for each in known if not each.startswith(_RETIRED)]
        if kept != known:
            self._write(kept)

    def keep_only(self, locator: str) -> None:
        """Forget every other keeper."""
        known = [] if locator in _HARMLESS else [locator]
        if self._known() != known:
            self._write(known)

    def _known(self) -> list[str]:
        try:
            descriptor = os.open(self._file, os.O_RDONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise RootUnavailable(f"{self._file} cannot be read: {error.strerror}") from None
        with os.fdopen(descriptor, "r", encoding="utf-8", errors="replace") as file:
            return file.read(_LONGEST).splitlines()

    def _write(self, locators: list[str]) -> None:
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_text(self._file, "".join(f"{each}\n" for each in locators))
        except OSError as error:
            raise RootUnavailable(f"{self._file} cannot be written: {error.strerror}") from None

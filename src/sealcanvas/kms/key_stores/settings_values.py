"""Values of the key-store settings file, each held to its form."""

import re
from pathlib import Path
from typing import Any


class Wrong(ValueError):
    """A value is missing, or not what it should be."""


class Table:
    """One table of the file, whose values are taken one by one.

    Args:
        values: as TOML has them.
        folder: what paths are relative to.
    """

    def __init__(self, values: dict[str, Any], folder: Path) -> None:
        self._values = dict(values)
        self._folder = folder

    def text(self, name: str, pattern: str, *, default: str | None = None, lower: bool = False) -> str:
        """A text of the form `pattern`.

        Raises:
            Wrong: it is none, or is missing and has no default.
        """
        value = self._values.pop(name, default)
        if isinstance(value, str) and lower:
            value = value.lower()
        if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
            raise Wrong(f"{name} is missing" if value is None else f"{name} cannot be {value!r}")
        return value

    def file(self, name: str) -> Path | None:
        """The path of a file that is there; None where none is named.

        Raises:
            Wrong: there is no such file.
        """
        value = self._values.pop(name, None)
        if value is None:
            return None
        path = self._folder / value if isinstance(value, str) else None
        if path is None or not path.is_file():
            raise Wrong(f"{name}: there is no file {value}")
        return path

    def number(self, name: str, least: float, most: float, default: float) -> float:
        """A number within its bounds.

        Raises:
            Wrong: it is not.
        """
        value = self._values.pop(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise Wrong(f"{name} is a number from {least:g} to {most:g}")
        return float(value)

    def accounts(self) -> frozenset[str] | None:
        """Account ids; None where it says nothing.

        Raises:
            Wrong: they are none.
        """
        value = self._values.pop("accounts", None)
        if value is None:
            return None
        if not isinstance(value, list) or not all(re.fullmatch("[0-9]{12}", str(each)) for each in value):
            raise Wrong("accounts is a list of account ids, 12 digits each")
        return frozenset(map(str, value))

    def end(self) -> None:
        """All values have been taken.

        Raises:
            Wrong: there are more.
        """
        if self._values:
            raise Wrong(f"there is no {min(self._values)}")

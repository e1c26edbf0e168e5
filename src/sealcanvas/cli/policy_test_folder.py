"""The policy tests in the files of a folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sealcanvas.access.finding import Finding
    from sealcanvas.doctor.policy_tests.fixture import Fixture

_MAX_FILES = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """A test, or what is wrong with its file; `file` is None for a kept one."""

    file: Path | None
    fixture: "Fixture | None" = None
    faults: "tuple[Finding, ...]" = ()


def read_folder(folder: Path) -> list[Found]:
    """Every `*.json` below the folder, in the order of their names; two tests of one name are a fault."""
    files = sorted(path for path in folder.rglob("*.json") if path.is_file())
    if len(files) > _MAX_FILES:
        raise click.UsageError(f"there are more than {_MAX_FILES:,} files in {folder}")
    found: list[Found] = []
    names: dict[str, Path] = {}
    for file in files:
        each = _read(file)
        if each.fixture is not None:
            first = names.setdefault(each.fixture.name, file)
            if first != file:
                message = f'"{each.fixture.name}" is the name of {first} too.'
                each = Found(file, faults=(_fault("duplicate-name", message, "Name one of them otherwise."),))
        found.append(each)
    return found


def _read(file: Path) -> Found:
    from sealcanvas.doctor.policy_tests.fixture import MAX_BYTES
    from sealcanvas.doctor.policy_tests.read import read_fixture
    from sealcanvas.doctor.policy_tests.syntax import FixtureSyntaxError

    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)  # a file that is too large is refused by its first bytes
        text = data.decode("utf-8-sig") if len(data) <= MAX_BYTES else "x" * len(data)
        return Found(file, read_fixture(text))
    except OSError as error:
        return Found(file, faults=(_fault("unreadable", f"The file cannot be read: {error.strerror}.", ""),))
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        fault = _fault("encoding", "The file is not UTF-8.", "Save it as UTF-8.", line, column)
        return Found(file, faults=(fault,))
    except FixtureSyntaxError as error:
        return Found(file, faults=error.findings)


def _fault(code: str, message: str, mend: str, line: int = 1, column: int = 1) -> "Finding":
    from sealcanvas.access.finding import Finding

    return Finding(code, message, mend, line, column, refused=True)

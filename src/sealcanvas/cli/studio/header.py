"""What a file's header tells before anything is uploaded: its columns, and whether those that are named exist."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import click

from sealcanvas.cli.common import fail
from sealcanvas.cli.plain import plain
from sealcanvas.cli.studio.reading_options import Reading

_BLOCK = 1 << 20
_LISTED = 30


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file of the user's as the studio's reader takes it."""

    path: Path

    @property
    def name(self) -> str:
        """Its name, without folders."""
        return self.path.name

    @property
    def size(self) -> int:
        """In bytes."""
        return self.path.stat().st_size

    def blocks(self) -> Iterator[bytes]:
        """Its bytes, a MiB at a time."""
        with self.path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block

    def read_at(self, start: int, length: int) -> bytes:
        """A piece of it."""
        with self.path.open("rb") as file:
            file.seek(start)
            return file.read(length)


def columns_of(file: Path, reading: Reading | None = None) -> list[str]:
    """The file's columns, as the studio's import would have them; a file without any ends the command with 1."""
    from sealcanvas.ml.errors import UnreadableFile
    from sealcanvas.ml.reading import open_rows

    try:
        return list(open_rows(FileSource(file), None if reading is None else reading.options).names)
    except UnreadableFile as error:
        raise fail(str(error)) from None
    except OSError as error:
        raise fail(f"{file} cannot be read: {error.strerror}") from None


def require_columns(file: Path, columns: Sequence[str], wanted: Mapping[str, Sequence[str]]) -> None:
    """Raise a usage error that names every column that is missing.

    Args:
        columns: those of the file.
        wanted: the columns that each option names, by the option.
    """
    missing = [(option, name) for option, names in wanted.items() for name in names if name not in columns]
    if missing:
        told = " and ".join(f"'{name}' ({option})" for option, name in missing)
        listed = listing(columns, [name for _, name in missing])
        raise click.UsageError(plain(f"{file.name} has no column {told}; its columns: {listed}"))


def listing(columns: Sequence[str], like: Sequence[str]) -> str:
    """The columns for people: first those whose names are close to one of `like`, then the others; not too many."""
    lower = {name.lower(): name for name in columns}
    close = [lower[near] for name in like for near in get_close_matches(name.lower(), lower, 3, 0.6)]
    ordered = list(dict.fromkeys([*close, *columns]))
    more = f" and {len(ordered) - _LISTED} more" if len(ordered) > _LISTED else ""
    return ", ".join(f"'{name}'" for name in ordered[:_LISTED]) + more

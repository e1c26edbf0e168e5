"""A result in a file of the user's own: asked for, and in the clear."""

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import click


def write_rows(path: Path, rows: Iterable[Sequence[str]]) -> int:
    """Write CSV that its owner alone may read, whole or not at all; how many rows below the header that made.

    Raises:
        OSError: the file cannot be written.
    """
    part, count = _part(path), -1
    try:
        with os.fdopen(_created(part), "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            for row in rows:
                writer.writerow(row)
                count += 1
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return max(count, 0)


def write_result(path: Path, rows: Iterable[Sequence[str]], uri: str) -> int:
    """Write what lies at `uri`; how many rows that made.

    Raises:
        TaskFailed: the file cannot be written; the message says where the result is.
    """
    from sealcanvas.client.errors import TaskFailed

    try:
        return write_rows(path, rows)
    except OSError as error:
        raise TaskFailed(f"{path} cannot be written: {error.strerror or error}; the result is kept at {uri}") from None


def output_file(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> Path | None:
    """The callback of `--output`: a file that cannot be written is misuse, found before any work."""
    if path is not None:
        part = _part(path)
        try:
            os.close(_created(part))
        except OSError as error:
            raise click.BadParameter(f"'{path}' cannot be written: {error.strerror or error}") from None
        part.unlink(missing_ok=True)
    return path


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def _created(part: Path) -> int:
    """The descriptor of a new file that its owner alone may read."""
    return os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)

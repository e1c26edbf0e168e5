"""Files that are replaced as a whole, or not at all."""

import json
import os
from pathlib import Path
from typing import Any


def write_json(path: Path, values: dict[str, Any]) -> None:
    """Replace a file by a JSON object: written beside it (NAME.new), synchronised, renamed."""
    write_text(path, json.dumps(values))


def write_text(path: Path, text: str) -> None:
    """Replace a file by a text, likewise; for our own user alone."""
    new = path.with_name(f"{path.name}.new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.rename(path)
    synchronise(path.parent)


def synchronise(folder: Path) -> None:
    """Make renames and removals in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

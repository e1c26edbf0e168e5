"""Looks over the shoulders of running jobs: does any file that the server or a worker could write show the data?"""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

_CHUNK = 8 << 20


class Scanner:
    """Reads files again and again while the work goes on, and notes where a text is found.

    Read are: every file below `folder` (the state and the server's temporary files), what came into shared memory
    since `since`, and of the server and its workers every file that they hold open, deleted or not, and their scratch
    folders as they see them.

    Args:
        server: process id of the server.
        canaries: texts that must not be found.
        since: seconds since the epoch.
        leave_out: files that the demo itself wrote.
    """

    def __init__(
        self, folder: Path, server: int, canaries: tuple[str, ...], since: float, leave_out: set[Path]
    ) -> None:
        self._folder = folder
        self._server = server
        self._needles = [(text, text.encode(coding)) for text in canaries for coding in ("utf-8", "utf-16-le")]
        self._overlap = max(len(needle) for _, needle in self._needles) - 1
        self._since = since
        self._leave_out = leave_out
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.found: dict[Path, str] = {}
        self.files = 0
        self.hidden: set[Path] = set()  # processes whose open files only root may look at
        self.rounds = 0

    def start(self) -> None:
        """Begin; reads until `stop`."""
        self._thread.start()

    def stop(self) -> None:
        """End after the round at hand."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            self.scan()
            self._stop.wait(1.0)

    def scan(self) -> None:
        """One round."""
        for path in self._paths():
            try:
                self._look(path)
            except OSError:
                continue  # it is gone already, or is not ours to read
        self.rounds += 1

    def _paths(self) -> Iterator[Path]:
        yield from _files_below(self._folder)
        for path in _files_below(Path("/dev/shm")):  # noqa: S108 - to look, not to write
            if _changed_at(path) >= self._since:
                yield path
        for process in _family(self._server):
            if not os.access(process / "fd", os.R_OK):
                self.hidden.add(process)
            yield from _entries(process / "fd")
            scratch = _environment(process).get("TMPDIR")
            if scratch:
                yield from _files_below(process / "root" / scratch.lstrip("/"))

    def _look(self, path: Path) -> None:
        if path in self._leave_out or not path.is_file() or not path.stat().st_size:
            return
        self.files += 1
        with path.open("rb") as file:
            tail = b""
            while chunk := file.read(_CHUNK):
                window = tail + chunk
                for text, needle in self._needles:
                    if needle in window:
                        self.found[path] = text
                tail = window[-self._overlap :]


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _files_below(folder: Path) -> Iterator[Path]:
    for path in _entries(folder):
        if path.is_dir() and not path.is_symlink():
            yield from _files_below(path)
        elif not path.is_symlink():
            yield path


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _family(process: int) -> Iterator[Path]:
    """A process and all its descendants, as folders of /proc."""
    folder = Path("/proc") / str(process)
    yield folder
    for task in _entries(folder / "task"):
        try:
            children = (task / "children").read_text().split()
        except OSError:
            continue
        for child in children:
            yield from _family(int(child))


def _environment(process: Path) -> dict[str, str]:
    try:
        pairs = (process / "environ").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        return {}
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)

"""A server watched by strace, and what its trace says: every path that a process of its group could have written to."""

import os
import re
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sealcanvas.demo.embedded import EmbeddedServer

# Whatever makes a file, a name or memory that is shared. A shared writable mapping needs a descriptor that was opened
# for writing, so that the mappings themselves need not be watched. What goes through io_uring is not seen: libuv has a
# ring for changes of its epoll set, and one with a polling kernel thread for files, which must not be there.
_CALLS = (
    "open,openat,openat2,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,mknod,mknodat,"
    "truncate,open_by_handle_at,memfd_create,io_uring_setup,mount"
)
_WRITING = re.compile(r"\bO_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)\b")
_LINE = re.compile(r"(?P<pid>\d+)\s+(?P<call>\w+)\((?P<rest>.*)")
_RESUMED = re.compile(r"(?P<pid>\d+)\s+<\.\.\. (?P<call>\w+) resumed>(?P<rest>.*)")
_TEXT = re.compile(r'(?:(?P<folder>AT_FDCWD|\d+)<(?P<at>[^>]*)>, )?"(?P<text>(?:[^"\\]|\\.)*)"')
_FAILED = re.compile(r"\)\s+= -1 E")
_OPENED = re.compile(r"\)\s+= \d+<(?P<path>.*)>$")


@dataclass(frozen=True, slots=True)
class Write:
    """Something that a process made or opened for writing.

    Attributes:
        pid: the thread that did.
        call: which system call.
        path: absolute, as the kernel saw it where it says so; for memfd_create and mount what was named.
    """

    pid: int
    call: str
    path: str


class TracedServer(EmbeddedServer):
    """A `sealcanvas up` under strace; strace is its grandchild, so that its process id is the server's own."""

    def __init__(self) -> None:
        super().__init__()
        self.environment["PYTHONDONTWRITEBYTECODE"] = "1"  # compiled modules are code: their caching is not our subject
        self.environment["UV_USE_IO_URING"] = "0"  # leaves libuv the ring for epoll alone, which opens no file

    @property
    def trace(self) -> Path:
        """What strace wrote."""
        return self.folder / "trace.txt"

    @property
    def program(self) -> list[str]:
        """The `sealcanvas` command, watched."""
        watched = ["strace", "-D", "-f", "--seccomp-bpf", "-q", "-y", "-s", "4096", "-o", str(self.trace)]
        return [*watched, "-e", f"trace={_CALLS}", *super().program]

    def finish(self) -> list[Write]:
        """End the server and return what it wrote, once strace has written all of that down."""
        os.kill(self.pid, signal.SIGTERM)
        self.stop()
        size = -1
        while size != self.trace.stat().st_size:
            size = self.trace.stat().st_size
            time.sleep(1)
        return list(writes(self.trace.read_text("ascii", "strict")))


def strace_is_there() -> bool:
    """Whether a process can be watched on this machine."""
    return shutil.which("strace") is not None


def writes(trace: str) -> Iterator[Write]:
    """Every successful call of a trace that makes or opens something for writing."""
    begun: dict[int, tuple[str, str]] = {}
    for line in trace.splitlines():
        resumed, started = _RESUMED.match(line), _LINE.match(line)
        if resumed:
            pid = int(resumed["pid"])
            call, rest = begun.pop(pid, (resumed["call"], ""))
            yield from _written(pid, call, rest + resumed["rest"])
        elif started:
            pid, rest = int(started["pid"]), started["rest"]
            if rest.endswith("<unfinished ...>"):
                begun[pid] = (started["call"], rest.removesuffix("<unfinished ...>"))
            else:
                yield from _written(pid, started["call"], rest)


def _written(pid: int, call: str, rest: str) -> Iterator[Write]:
    if _FAILED.search(rest):
        return
    paths = [_path(found) for found in _TEXT.finditer(rest)]
    if call in ("open", "openat", "openat2", "creat", "open_by_handle_at"):
        if call != "creat" and not _WRITING.search(rest):
            return
        opened = _OPENED.search(rest)
        yield Write(pid, call, _plain(opened["path"]) if opened else paths[0])
    elif call.startswith(("rename", "link", "symlink")):
        yield Write(pid, call, paths[-1])
    elif call == "mount":
        yield Write(pid, call, " ".join(paths[:3]))
    elif call == "io_uring_setup":
        yield Write(pid, call, "polling" if "IORING_SETUP_SQPOLL" in rest else "epoll")
    else:
        yield Write(pid, call, paths[0])


def _path(found: re.Match[str]) -> str:
    text = _plain(found["text"])
    return text if text.startswith("/") or not found["at"] else f"{_plain(found['at'])}/{text}"


def _plain(text: str) -> str:
    """A string of strace's without its escapes."""
    return text.encode("ascii").decode("unicode_escape").encode("latin-1").decode("utf-8", "replace")


def file_system_of(path: Path) -> str:
    """The type of the file system that a path lies on, as this process sees it."""
    found = ("", "")
    for line in Path("/proc/self/mounts").read_text().splitlines():
        _, point, kind, *_ = line.split(" ")
        if path.is_relative_to(point) and len(point) >= len(found[0]):
            found = (point, kind)
    return found[1]

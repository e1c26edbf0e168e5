"""How a trace is read: what a process wrote to, whoever was interrupted meanwhile, and nothing that it only read."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.strace import Write, strace_is_there, writes

TRACE = r"""
11 openat(AT_FDCWD</work>, "read.txt", O_RDONLY|O_CLOEXEC) = 3</work/read.txt>
11 openat(AT_FDCWD</work>, "no.txt", O_WRONLY|O_CREAT, 0600) = -1 EACCES (Permission denied)
11 openat(AT_FDCWD</work>, "made.txt", O_WRONLY|O_CREAT|O_CLOEXEC, 0666 <unfinished ...>
12 openat(7</tmp/a>, "\347\245\236", O_RDWR|O_CREAT, 0600) = 8</tmp/a/\347\245\236>
12 mkdir("relative", 0700) = 0
11 <... openat resumed>) = 4</work/made.txt>
12 renameat2(AT_FDCWD</work>, "old", 9</elsewhere>, "new", 0) = 0
11 rename("/a/b", "/a/c") = 0
11 creat("/a/d", 0600) = 5</a/d>
11 memfd_create("key", MFD_CLOEXEC) = 6</memfd:key (deleted)>
11 io_uring_setup(256, {flags=IORING_SETUP_SQPOLL, sq_thread_cpu=0}) = 9<anon_inode:[io_uring]>
11 +++ exited with 0 +++
"""


def test_only_what_was_written_is_told() -> None:
    assert list(writes(TRACE.strip())) == [
        Write(12, "openat", "/tmp/a/神"),  # noqa: S108 - a text
        Write(12, "mkdir", "relative"),
        Write(11, "openat", "/work/made.txt"),
        Write(12, "renameat2", "/elsewhere/new"),
        Write(11, "rename", "/a/c"),
        Write(11, "creat", "/a/d"),
        Write(11, "memfd_create", "key"),
        Write(11, "io_uring_setup", "polling"),
    ]


@pytest.mark.skipif(not strace_is_there(), reason="strace is not installed")
def test_what_a_program_leaves_is_seen(tmp_path: Path) -> None:
    code = "import os; open('ä.txt', 'w').write('x'); os.rename('ä.txt', 'b.txt'); open('b.txt').read()"
    calls = "trace=openat,rename"
    program = [sys.executable, "-IBSc", code]
    watched = ["strace", "-f", "-y", "-q", "-s", "4096", "-e", calls, "-o", str(tmp_path / "trace"), *program]
    (tmp_path / "in").mkdir()
    subprocess.run(watched, cwd=tmp_path / "in", check=True)
    found = {each.path.removeprefix(f"{tmp_path}/in/") for each in writes((tmp_path / "trace").read_text("ascii"))}
    assert found == {"ä.txt", "b.txt"}

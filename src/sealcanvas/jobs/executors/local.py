"""Helpers on this machine, spawned by the job's worker."""

import os
import select
import shutil
import tempfile
from collections import deque
from contextlib import suppress
from pathlib import Path

from sealcanvas.jobs.executors.hands import Heard
from sealcanvas.jobs.executors.helper_process import HelperProcess
from sealcanvas.jobs.executors.link import LinkClosed, Message

_SCRATCH_BYTES = 64 << 20  # units write no files; libraries may


class LocalHands:
    """Helpers of one thread each, below this process's own scratch folder.

    Args:
        width: how many.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self._folder = Path(tempfile.mkdtemp(prefix="helpers-", dir=os.environ.get("TMPDIR")))
        self._helpers: dict[int, HelperProcess] = {}
        self._lost: deque[int] = deque()
        self._made = 0
        for _ in range(width):
            self._start()

    def _start(self) -> None:
        number, self._made = self._made, self._made + 1
        folder = self._folder / str(number)
        folder.mkdir(mode=0o700)
        self._helpers[number] = HelperProcess(folder, threads=1, scratch_bytes=_SCRATCH_BYTES, sealed=False)

    def share(self, body: bytes) -> bytes:
        """The bytes themselves."""
        return body

    def give(self, helper: int, head: Message, body: bytes = b"") -> None:
        """Over the helper's own link."""
        with suppress(LinkClosed):
            self._helpers[helper].link.send(head, body)

    def hear(self, seconds: float) -> Heard | None:
        """From whichever link has a frame."""
        found = self._buffered()
        if found is None:
            links = [helper.link for helper in self._helpers.values()]
            for link in select.select(links, [], [], seconds)[0]:
                number = next(number for number, helper in self._helpers.items() if helper.link is link)
                try:
                    link.fill()
                except LinkClosed:
                    self._lost.append(number)
            found = self._buffered()
        return found

    def _buffered(self) -> Heard | None:
        for number, helper in self._helpers.items():
            try:
                frame = helper.link.buffered()
            except LinkClosed:
                self._lost.append(number)
                continue
            if frame is not None:
                return Heard(number, *frame)
        if self._lost:
            number = self._lost.popleft()
            if number in self._helpers:
                self.replace(number)
                return Heard(number, {"type": "lost"})
        return None

    def replace(self, helper: int) -> None:
        """Kill it, and start another."""
        self._end(helper)
        self._start()

    def _end(self, helper: int) -> None:
        self._helpers.pop(helper).end()
        shutil.rmtree(self._folder / str(helper), ignore_errors=True)

    def close(self) -> None:
        """Kill all."""
        for number in list(self._helpers):
            self._end(number)
        shutil.rmtree(self._folder, ignore_errors=True)

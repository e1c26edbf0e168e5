"""A relay: the Ray actor that starts a helper on its node and passes sealed frames to it and back.

Ray pickles an actor's arguments and answers, logs what it prints, and keeps both in its object store: here they are
heads of numbers and type names, and bytes that are sealed or a letter. Sealcanvas must be installed on the node.
"""

import json
import threading

from sealcanvas.jobs.executors.helper_process import HelperProcess
from sealcanvas.jobs.executors.link import LinkClosed
from sealcanvas.jobs.supervision.scratch import Scratch

_SCRATCH_BYTES = 64 << 20
_LOST = b'{"type":"lost"}'


class Relay:
    """One helper of one thread; methods may run at the same time, but only one of `hello` and `ask`."""

    def __init__(self) -> None:
        self._scratch = Scratch()
        self._helper = HelperProcess(self._scratch.make(), threads=1, scratch_bytes=_SCRATCH_BYTES, sealed=True)
        self._asking = threading.Lock()

    def hello(self) -> tuple[bytes, bytes]:
        """The helper's first frame."""
        return self._receive()

    def ask(self, *frames: bytes) -> tuple[bytes, bytes]:
        """Pass frames on, head and body in turn, and wait for the answer to the last one."""
        told = [self.tell(head, body) for head, body in zip(frames[::2], frames[1::2], strict=True)]
        return self._receive() if all(told) else (_LOST, b"")

    def tell(self, head: bytes, body: bytes) -> bool:
        """Pass a frame on that has no answer; whether there still was somebody to pass it to."""
        try:
            self._helper.link.send(json.loads(head), body)
        except LinkClosed:
            return False
        return True

    def _receive(self) -> tuple[bytes, bytes]:
        with self._asking:
            try:
                frame = self._helper.link.receive(None)
            except LinkClosed:
                frame = None
        if frame is None:
            return _LOST, b""
        return json.dumps(frame[0]).encode(), frame[1]

"""A helper process: works on units for one job, and ends with whoever started it.

It is started as `python -m sealcanvas.jobs.executors.helper` with its link as standard input (docs/executors.md).
"""

import base64
import os
import queue
import shutil
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from sealcanvas.crypto.letter import LetterBox
from sealcanvas.jobs.executors.letters import Introduction, News
from sealcanvas.jobs.executors.link import Frame, Link, LinkClosed, Message
from sealcanvas.jobs.executors.seal import Exchange, Plain, Seal
from sealcanvas.jobs.executors.versions import versions
from sealcanvas.jobs.failures import failure_of
from sealcanvas.jobs.faults import place_of
from sealcanvas.jobs.job import Failure
from sealcanvas.jobs.task import TaskFailed
from sealcanvas.jobs.working.clients import Clients
from sealcanvas.jobs.working.confine import forbid_dumps, mount_private_memory, volunteer
from sealcanvas.jobs.working.fence import fence
from sealcanvas.jobs.working.inherited import inherited_socket
from sealcanvas.jobs.working.interruption import Interruption, KeyRefused
from sealcanvas.jobs.working.renewal import Renewal
from sealcanvas.jobs.working.threads import limit_threads
from sealcanvas.volumes.held_key import CacheBound, HeldKey

if TYPE_CHECKING:
    from sealcanvas.ml.executor import Work


def main() -> None:
    """Get ready, and work until the link closes."""
    volunteer()
    forbid_dumps()
    link = Link(inherited_socket())
    try:
        setup, _ = link.receive(None) or ({}, b"")
        scratch = Path(os.environ["TMPDIR"])
        # Before libraries start threads, which would stay outside the new mount namespace and the fence.
        private = mount_private_memory(scratch, setup["scratch_bytes"])
        fence([scratch], tcp=setup["sealed"])  # one on another machine asks KMS over the network
        limit_threads(setup["threads"])
        Helper(link, setup, private=private).work()
    except LinkClosed:
        pass
    _end()


class Helper:
    """One helper's work.

    Args:
        setup: `threads`, and `sealed`: whether what it gets is sealed.
        private: whether its scratch is a tmpfs of its own.
    """

    def __init__(self, link: Link, setup: Message, *, private: bool) -> None:
        self._link, self._threads, self._private = link, setup["threads"], private
        self._box = LetterBox() if setup["sealed"] else None
        self._seal: Seal | None = None if setup["sealed"] else Plain()
        self._clients: Clients | None = None
        self._interruption = Interruption()
        self._work: tuple[int, Work] | None = None
        self._asked: queue.SimpleQueue[Frame] = queue.SimpleQueue()

    def work(self) -> None:
        """Do what is asked, one thing after the other."""
        threading.Thread(target=self._listen, name="link", daemon=True).start()
        hello: Message = {"type": "hello", "versions": versions(), "private": self._private}
        if self._box is not None:
            hello["public_key"] = base64.b64encode(self._box.public).decode()
        self._link.send(hello)
        while True:
            head, body = self._asked.get()
            try:
                self._do(head, body)
            except KeyRefused as error:
                self._refused(error.failure)
                _end()
            except Exception as error:
                failure = asdict(failure_of(error))
                self._link.send(
                    {"type": "failed", "unit": head.get("unit"), "failure": failure, "what": place_of(error)}
                )

    def _do(self, head: Message, body: bytes) -> None:
        match head["type"]:
            case "open":
                self._open(body)
                self._link.send({"type": "opened"})
            case "work":
                self._take(head, body)
            case "unit":
                self._run(head, body)

    def _open(self, letter: bytes) -> None:
        """Learn whom to work for, and open the exchange's key as its role."""
        if self._box is None or self._clients is not None:
            raise ValueError("a helper is introduced once, and only one that has a letter box")
        told = Introduction.read(self._box, letter)
        certificate = None
        if told.certificate:
            certificate = str(Path(os.environ["TMPDIR"]) / "server.pem")
            Path(certificate).write_text(told.certificate)
        clients = self._clients = Clients(told.endpoint, told.region, told.credentials, certificate)
        key = HeldKey(
            lambda: clients.current("kms"),
            told.key_arn,
            told.context,
            CacheBound(**told.cache),
            wrapped=told.wrapped_key,
        )
        self._seal = seal = Exchange(told.exchange_id, key, told.role_arn)
        try:
            seal.check()
        except KeyRefused:
            raise
        except Exception as error:
            why = f"A helper cannot ask KMS at {told.endpoint} ({type(error).__name__}): nodes must reach the server."
            raise TaskFailed("ExecutorUnavailable", why) from None
        Renewal(key, self._interruption, told.role_arn, self._refused).start()

    def _take(self, head: Message, body: bytes) -> None:
        from sealcanvas.ml.carriage import from_bytes
        from sealcanvas.ml.executor import find_work

        number = int(head["work"])
        self._work = None
        self._work = number, find_work(head["name"]).unpack(from_bytes(self._opened(f"work/{number}", body)))

    def _run(self, head: Message, body: bytes) -> None:
        from sealcanvas.ml.carriage import from_bytes, to_bytes
        from sealcanvas.ml.executor import Limits

        if self._work is None or self._work[0] != head["work"]:
            raise ValueError("a unit came without the data that it shares")
        number, seconds = int(head["unit"]), head["seconds"]
        deadline = float("inf") if seconds is None else time.monotonic() + seconds
        item = from_bytes(self._opened(f"item/{number}", body))
        limits = Limits(deadline, self._threads, self._interruption.check)
        result = to_bytes(self._work[1].run(item, limits))
        self._interruption.check()
        self._link.send({"type": "result", "unit": number}, self._closed(f"result/{number}", result))

    def _opened(self, place: str, body: bytes) -> bytes:
        if self._seal is None:
            raise ValueError("work came before the introduction")
        return self._seal.open(place, body)

    def _closed(self, place: str, data: bytes) -> bytes:
        assert self._seal is not None
        return self._seal.close(place, data)

    def _listen(self) -> None:
        """Hear the other side in a thread of its own; once it is gone there is nobody to work for."""
        try:
            while True:
                frame = self._link.receive(None)
                if frame is None:
                    continue
                if frame[0].get("type") == "news":
                    self._refresh(frame[1])
                else:
                    self._asked.put(frame)
        finally:
            _end()

    def _refresh(self, letter: bytes) -> None:
        if self._box is not None and self._clients is not None and isinstance(self._seal, Exchange):
            news = News.read(self._box, self._seal.exchange_id, letter)
            self._clients.refresh(news.credentials)
            self._seal.key.bound = CacheBound(**news.cache)

    def _refused(self, failure: Failure) -> None:
        self._link.send({"type": "refused", "failure": asdict(failure)})


def _end() -> None:
    """End at once, and leave nothing in the scratch: it may be no tmpfs of our own, and whoever started us gone."""
    folder = Path(os.environ["TMPDIR"])
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    os._exit(0)


if __name__ == "__main__":
    main()

"""Asks a hosted model, from any serving process."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sealcanvas.jobs.serving.frames import BadFrame, receive, send
from sealcanvas.jobs.serving.host import Access, Host
from sealcanvas.service.instance import Instance

SECONDS = 60.0
"""How long a model may take for an answer (AWS: 60 seconds)."""

_MOST_AT_ONCE = 8
"""Requests that one serving process lets wait for one model: each keeps one of its threads."""

_MOST_OF_ACCOUNT = 16
"""Requests that one serving process lets wait for all models of one account."""


class NotReady(Exception):
    """The model's process is not there, or went away: it is being started again."""


class TooBusy(Exception):
    """As many requests as may wait for this model, or for its account's, do."""


class TooSlow(Exception):
    """The model did not answer in time."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the model's process said.

    Attributes:
        status: 200; 400, 406, 413, 415 for a request that it cannot answer; 500.
        message: in words, unless the status is 200.
    """

    status: int
    content_type: str
    body: bytes
    message: str


def invoke(
    instance: Instance, host: Host, content_type: str, accept: str, body: bytes, seconds: float = SECONDS
) -> Answered:
    """Have a request answered.

    Raises:
        NotReady, TooBusy, TooSlow: it was not.
    """
    if host.access is None:
        raise NotReady
    account = _places(instance, host.spec.owner.split(":")[4], _MOST_OF_ACCOUNT)
    places = _places(instance, host.host_id, _MOST_AT_ONCE)
    with _place(account), _place(places):
        return _answered(host.access, content_type, accept, body, seconds)


@contextmanager
def _place(places: threading.BoundedSemaphore) -> Iterator[None]:
    if not places.acquire(blocking=False):
        raise TooBusy
    try:
        yield
    finally:
        places.release()


def _answered(access: Access, content_type: str, accept: str, body: bytes, seconds: float) -> Answered:
    try:
        return _ask(access, content_type, accept, body, time.monotonic() + seconds)
    except TimeoutError:
        raise TooSlow from None
    except (BadFrame, OSError):
        raise NotReady from None


def _ask(access: Access, content_type: str, accept: str, body: bytes, deadline: float) -> Answered:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(max(0.001, deadline - time.monotonic()))
        connection.connect(access.socket)
        head = {"word": access.word, "content_type": content_type, "accept": accept}
        send(connection, head, body, deadline)
        told, answer = receive(connection, deadline)
    status, form, message = told.get("status"), told.get("content_type"), told.get("message")
    if not isinstance(status, int) or not isinstance(form, str) or not isinstance(message, str):
        raise BadFrame
    return Answered(status, form, answer, message)


def _places(instance: Instance, whose: str, most: int) -> threading.BoundedSemaphore:
    places: dict[str, threading.BoundedSemaphore] = instance.parts.setdefault("jobs.serving.places", {})
    return places.setdefault(whose, threading.BoundedSemaphore(most))

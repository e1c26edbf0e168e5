"""Whoever sends a form byte by byte holds no thread: the fields are there before one is taken."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.server.asgi import Application
from sealcanvas.server.door import Door
from tests.support.instance import make_instance

BEGINNING = b'--B\r\nContent-Disposition: form-data; name="key"\r\n\r\n'
WHOLE = BEGINNING + b'a\r\n--B\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--B--\r\n'


@pytest.fixture
def application(tmp_path: Path) -> Application:
    return Application(Door(make_instance(tmp_path)), threads=1, idle=0.4)


class Post:
    """A form that is sent in pieces, and what is answered."""

    def __init__(self, application: Application) -> None:
        self.pieces: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.said: list[dict[str, Any]] = []
        headers = [
            (b"host", b"localhost"),
            (b"content-type", b"multipart/form-data; boundary=B"),
            (b"content-length", b"%d" % len(WHOLE)),
        ]
        scope = {
            "type": "http",
            "method": "POST",
            "raw_path": b"/bucket",
            "query_string": b"",
            "scheme": "http",
            "client": ("127.0.0.1", 1),
            "headers": headers,
        }
        self.done = asyncio.create_task(application(scope, self.pieces.get, self._send))

    async def _send(self, message: dict[str, Any]) -> None:
        self.said.append(message)

    def send(self, body: bytes, *, more: bool = True) -> None:
        self.pieces.put_nowait({"type": "http.request", "body": body, "more_body": more})

    async def answer(self) -> tuple[int, bytes]:
        await asyncio.wait_for(self.done, 10)
        return self.said[0]["status"], b"".join(message.get("body", b"") for message in self.said[1:])


def test_others_are_served_while_forms_drip(application: Application) -> None:
    async def scene() -> None:
        slow = [Post(application) for _ in range(40)]
        for post in slow:
            post.send(BEGINNING)
        await asyncio.sleep(0.05)
        quick = Post(application)
        quick.send(WHOLE, more=False)
        assert b"NoSuchBucket" in (await quick.answer())[1]
        assert not any(post.done.done() for post in slow)
        for post in slow:
            status, told = await post.answer()
            assert (status, b"RequestTimeout" in told) == (400, True)
            assert (b"connection", b"close") in post.said[0]["headers"]

    asyncio.run(scene())
    application.close()


def test_dripping_does_not_lengthen_the_time(application: Application) -> None:
    async def scene() -> None:
        post = Post(application)
        for _ in range(20):
            post.send(b"-")
            await asyncio.sleep(0.04)
        assert post.done.done(), "the time is for all of the fields"
        assert (await post.answer())[0] == 400

    asyncio.run(scene())
    application.close()


def test_a_client_that_goes_away(application: Application) -> None:
    async def scene() -> None:
        post = Post(application)
        post.send(BEGINNING)
        post.pieces.put_nowait({"type": "http.disconnect"})
        assert b"IncompleteBody" in (await post.answer())[1]

    asyncio.run(scene())
    application.close()

"""The ASGI application: no framework between a socket and the door."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from sealcanvas.server.door import Answer, Door
from sealcanvas.server.incoming import IDLE_SECONDS, Pipe, RequestTimeout, timed_out
from sealcanvas.server.payload import payload_of
from sealcanvas.server.refusals import too_large
from sealcanvas.service.call import new_request_id
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request
from sealcanvas.wire.model import Operation
from sealcanvas.wire.route import route

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

_WHOLE_BODY = 16 << 20  # bytes of a payload that is not streamed: every service's documents are far smaller
_END = object()


class Application:
    """Serves one instance.

    Args:
        door: AWS's protocols.
        threads: requests that are worked on at once; more wait their turn.
        idle: seconds without a byte of a payload that is owed, after which a client is given up.
    """

    def __init__(self, door: Door, threads: int = 32, idle: float = IDLE_SECONDS) -> None:
        self._door = door
        self._idle = idle
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        # An upload keeps its thread for as long as its client takes: slow ones must not stop the others.
        self._uploads = ThreadPoolExecutor(2 * threads, thread_name_prefix="upload")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"a {scope['type']} connection is not served")
        path: bytes = scope["raw_path"]
        if path == b"/healthz" and scope["method"] in ("GET", "HEAD"):
            await _send_plain(send, 200, b'{"status":"ok"}', "application/json", head=scope["method"] == "HEAD")
        elif _wants_console(scope):
            await self._console(scope, send)
        else:
            await self._aws(scope, receive, send)

    def close(self) -> None:
        """Wait for the requests that are being worked on."""
        self._uploads.shutdown(wait=True)
        self._threads.shutdown(wait=True)

    async def _console(self, scope: Scope, send: Send) -> None:
        if scope["raw_path"] in (b"/", b"/console"):
            headers = [(b"location", b"/console/"), (b"content-length", b"0")]
            await send({"type": "http.response.start", "status": 302, "headers": headers})
            await send({"type": "http.response.body"})
            return
        text = "The web console is not part of this build. Use boto3, the AWS CLI or the sealcanvas command."
        await _send_plain(send, 404, text.encode(), "text/plain; charset=utf-8", head=scope["method"] == "HEAD")

    async def _aws(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = new_request_id()
        request = _request_of(scope, b"")
        operation: Operation | None = None
        filling: asyncio.Task[None] | None = None
        pipe = Pipe(receive, self._idle)
        try:
            if _is_document(request):
                request = _request_of(scope, await self._read_whole(request, pipe, receive))
                operation = route(request)
            else:
                operation = route(request)
                if operation.streaming_input:
                    filling = asyncio.create_task(pipe.fill())
                else:
                    request = _request_of(scope, await self._read_whole(request, pipe, receive))
            pool = self._uploads if operation.streaming_input else self._threads
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(pool, self._work, request, operation, request_id, pipe)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # the door words every failure, ours included
            answer = self._door.refuse(error, request, request_id, operation)
            # What is left of the payload, or was never asked for, must not be taken for the next request.
            if isinstance(error, RequestTimeout) or ("expect" in request.headers and not pipe.begun):
                answer.response.headers["connection"] = "close"
        finally:
            if filling is not None:
                pipe.abandon()
                filling.cancel()
        await self._answer(answer, request, receive, send)

    def _work(self, request: Request, operation: Operation, request_id: str, pipe: Pipe) -> Answer:
        admitted = self._door.admit(request, operation, request_id)
        body = payload_of(request, pipe, admitted.signing) if operation.streaming_input else None
        return self._door.carry_out(request, operation, admitted.call, body)

    async def _read_whole(self, request: Request, pipe: Pipe, receive: Receive) -> bytes:
        pipe.begun = True
        parts: list[bytes] = []
        size, more = 0, True
        while more:
            try:
                async with asyncio.timeout(self._idle):
                    message = await receive()
            except TimeoutError:
                raise timed_out() from None
            if message["type"] == "http.disconnect":
                raise WireError("IncompleteBody", "The request body terminated unexpectedly")
            part = message.get("body", b"")
            size += len(part)
            if size > _WHOLE_BODY:
                raise too_large(request)
            parts.append(part)
            more = message.get("more_body", False)
        return b"".join(parts)

    async def _in_thread(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *arguments)

    async def _answer(self, answer: Answer, request: Request, receive: Receive, send: Send) -> None:
        response = answer.response
        headers = [
            (name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in response.headers.items()
        ]
        if not any(name.lower() == b"content-length" for name, _ in headers) and response.status not in (204, 304):
            headers.append((b"content-length", str(len(response.body)).encode()))
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        if answer.stream is None:
            body = b"" if request.method == "HEAD" else response.body
            await send({"type": "http.response.body", "body": body})
            return
        await self._stream(answer.stream, receive, send)

    async def _stream(self, stream: Any, receive: Receive, send: Send) -> None:
        """Send a stream block by block; a block that cannot be opened breaks the connection off."""
        gone = asyncio.create_task(_disconnected(receive))
        blocks = iter(stream)
        try:
            while not gone.done():
                block = await self._in_thread(next, blocks, _END)
                if block is _END:
                    await send({"type": "http.response.body"})
                    return
                await send({"type": "http.response.body", "body": block, "more_body": True})
        finally:
            gone.cancel()
            with suppress(asyncio.CancelledError):
                await gone
            await self._in_thread(stream.close)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _request_of(scope: Scope, body: bytes) -> Request:
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]},{text}" if key in headers else text
    client = scope.get("client")
    return Request(
        method=scope["method"],
        path=scope["raw_path"].decode("latin-1"),
        query=scope["query_string"].decode("latin-1"),
        headers=headers,
        body=body,
        host=headers.get("host", ""),
        # The workers' Unix socket leads nowhere but here: as good as a transport that nobody can read along.
        scheme=scope["scheme"] if client else "unix",
        source_ip=client[0] if client else "127.0.0.1",
    )


def _is_document(request: Request) -> bool:
    """Whether the payload must be read to know the operation."""
    form = request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
    return "x-amz-target" in request.headers or (request.method == "POST" and request.path in ("", "/") and form)


def _wants_console(scope: Scope) -> bool:
    """A browser below /console/, or one that opens the bare address. An AWS client signs, whatever it asks for."""
    headers = dict(scope["headers"])
    if scope["method"] not in ("GET", "HEAD") or b"authorization" in headers or b"X-Amz-" in scope["query_string"]:
        return False
    path: bytes = scope["raw_path"]
    if path == b"/":
        return not scope["query_string"] and b"text/html" in headers.get(b"accept", b"")
    return path == b"/console" or path.startswith(b"/console/")


async def _send_plain(send: Send, status: int, body: bytes, kind: str, *, head: bool) -> None:
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else body})

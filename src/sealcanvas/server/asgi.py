"""The ASGI application: no framework between a socket and the door."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from sealcanvas.server.console.console import Console
from sealcanvas.server.console.headers import sandboxed
from sealcanvas.server.cross_origin import crossing_headers, preflight
from sealcanvas.server.door import Answer, Door
from sealcanvas.server.incoming import IDLE_SECONDS, Pipe, RequestTimeout, timed_out
from sealcanvas.server.parked import Parking
from sealcanvas.server.payload import payload_of
from sealcanvas.server.post_object import is_post_object, post_object, put_object_model
from sealcanvas.server.prompt import Prompt
from sealcanvas.server.refusals import too_large
from sealcanvas.service.call import new_request_id
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request
from sealcanvas.wire.model import Operation
from sealcanvas.wire.post.reader import FIELDS_LIMIT
from sealcanvas.wire.route import route

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

_WHOLE_BODY = 16 << 20  # bytes of a payload that is not streamed: every service's documents are far smaller
_PROMPT_BODY = 64 << 10  # bytes: reading more takes longer than all others who come in may wait
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
        self._browser = Console(door)
        self._idle = idle
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        # An upload keeps its thread for as long as its client takes: slow ones must not stop the others.
        self._uploads = ThreadPoolExecutor(2 * threads, thread_name_prefix="upload")
        # Models may take a minute for an answer, and jobs must get on whatever others ask for.
        self._invocations = ThreadPoolExecutor(3 * threads, thread_name_prefix="invocation")
        self._workers = ThreadPoolExecutor(2 * threads, thread_name_prefix="worker-door")
        self._parking = Parking(self._threads)
        self._prompt = Prompt(door.instance.database)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"a {scope['type']} connection is not served")
        path: bytes = scope["raw_path"]
        if path == b"/healthz" and scope["method"] in ("GET", "HEAD"):
            await _send_plain(send, 200, b'{"status":"ok"}', "application/json", head=scope["method"] == "HEAD")
        elif _wants_console(scope):
            await self._console(scope, receive, send)
        else:
            await self._aws(scope, receive, send)

    def leave(self) -> None:
        """Answer whoever waits for something to happen: the server is about to end."""
        self._parking.close()

    def close(self) -> None:
        """Wait for the requests that are being worked on."""
        for pool in (self._uploads, self._invocations, self._workers):
            pool.shutdown(wait=True)
        self._threads.shutdown(wait=True)
        self._prompt.close()

    async def _console(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = _request_of(scope, b"")
        pipe = Pipe(receive, self._idle)
        try:
            request = _request_of(scope, await self._read_whole(request, pipe, receive))
            answer = await self._parking.answer(self._threads, partial(self._browser.answer, request))
        except (WireError, RequestTimeout) as error:
            answer = self._door.refuse(error, request, new_request_id())
            answer.response.headers["connection"] = "close"
        await self._answer(answer, request, receive, send)

    async def _aws(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = new_request_id()
        request = _request_of(scope, b"")
        operation: Operation | None = None
        filling: asyncio.Task[None] | None = None
        pipe = Pipe(receive, self._idle)
        work: Callable[..., Answer] = self._work
        try:
            if request.method == "OPTIONS":
                answer = await self._in_thread(partial(self._preflight, request, request_id))
                await self._answer(answer, request, receive, send)
                return
            if is_post_object(request):
                operation, work = put_object_model(), self._post
                filling = asyncio.create_task(pipe.fill())
                # Nobody is known before the fields are read: no thread waits for a stranger's.
                await pipe.ahead(2 * FIELDS_LIMIT)
            elif _is_document(request):
                request = _request_of(scope, await self._read_whole(request, pipe, receive))
                operation = route(request)
            else:
                operation = route(request)
                if operation.streaming_input:
                    filling = asyncio.create_task(pipe.fill())
                else:
                    request = _request_of(scope, await self._read_whole(request, pipe, receive))
            prompted: Answer | None = None
            if filling is None and len(request.body) <= _PROMPT_BODY and self._door.is_prompt(operation):
                prompted = await self._prompt.answer(partial(work, request, operation, request_id, pipe, 0.0))
            answer = prompted or await self._parking.answer(
                self._pool(request, operation), partial(work, request, operation, request_id, pipe)
            )
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
        answer.response.headers.update(sandboxed(request, answer.response.headers))
        if "origin" in request.headers and (operation is None or operation.service.name == "s3"):
            crossing = partial(crossing_headers, self._door.instance, request)
            answer.response.headers.update(await self._in_thread(crossing))
        await self._answer(answer, request, receive, send)

    async def _in_thread(self, work: Callable[[], Any]) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _preflight(self, request: Request, request_id: str) -> Answer:
        return Answer(preflight(self._door.instance, request, request_id))

    def _pool(self, request: Request, operation: Operation | None) -> ThreadPoolExecutor:
        if operation is not None and operation.name == "InvokeEndpoint":
            return self._invocations
        if request.scheme == "unix":
            return self._workers
        return self._uploads if operation is not None and operation.streaming_input else self._threads

    def _work(self, request: Request, operation: Operation, request_id: str, pipe: Pipe, waited: float) -> Answer:
        admitted = self._door.admit(request, operation, request_id)
        body = payload_of(request, pipe, admitted.signing) if operation.streaming_input else None
        return self._door.carry_out(request, operation, replace(admitted.call, waited=waited), body)

    def _post(self, request: Request, _operation: Operation, request_id: str, pipe: Pipe, waited: float) -> Answer:
        return post_object(self._door, request, request_id, pipe, waited)

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

    async def _answer(self, answer: Answer, request: Request, receive: Receive, send: Send) -> None:
        response = answer.response
        told = response.headers.items()
        headers = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in told]
        if not any(name.lower() == b"content-length" for name, _ in headers) and response.status not in (204, 304):
            headers.append((b"content-length", str(len(response.body)).encode()))
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        if answer.stream is None:
            body = b"" if request.method == "HEAD" else response.body
            await send({"type": "http.response.body", "body": body})
            return
        await self._stream(answer.stream, self._pool(request, None), receive, send)

    async def _stream(self, stream: Any, pool: ThreadPoolExecutor, receive: Receive, send: Send) -> None:
        """Send a stream block by block; a block that cannot be opened breaks the connection off."""
        in_thread = partial(asyncio.get_running_loop().run_in_executor, pool)
        gone = asyncio.create_task(_disconnected(receive))
        blocks = iter(stream)
        try:
            while not gone.done():
                block = await in_thread(next, blocks, _END)
                if block is _END:
                    await send({"type": "http.response.body"})
                    return
                await send({"type": "http.response.body", "body": block, "more_body": True})
        finally:
            gone.cancel()
            with suppress(asyncio.CancelledError):
                await gone
            await in_thread(stream.close)


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
    """A browser below /console/, or one that opens the bare address. An AWS client signs, whatever it asks for.

    A worker has no business there: its Unix socket leads to AWS's protocols alone.
    """
    if scope.get("client") is None:
        return False
    headers = dict(scope["headers"])
    if b"authorization" in headers or b"X-Amz-" in scope["query_string"]:
        return False
    path: bytes = scope["raw_path"]
    if path == b"/":
        asks = scope["method"] in ("GET", "HEAD") and not scope["query_string"]
        return asks and b"text/html" in headers.get(b"accept", b"")
    return path == b"/console" or path.startswith(b"/console/")


async def _send_plain(send: Send, status: int, body: bytes, kind: str, *, head: bool) -> None:
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else body})

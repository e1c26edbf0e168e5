"""The task `host`: holds a model in memory and answers requests on a Unix socket, until it is told to end."""

import hmac
import os
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.faults import place_of
from sealcanvas.jobs.inference.forecaster import forecast
from sealcanvas.jobs.inference.media import UnknownMedia, read_accept, read_content_type
from sealcanvas.jobs.inference.predictor import Predictor, Wish
from sealcanvas.jobs.serving.frames import MOST_BYTES, BadFrame, Head, receive, send
from sealcanvas.jobs.task import TaskFailed, task
from sealcanvas.jobs.tasks.s3_files import read_file, split_uri
from sealcanvas.ml.errors import MLError

if TYPE_CHECKING:
    from sealcanvas.ml.series import SeriesModel
    from sealcanvas.ml.tabular import TabularModel

_TICK = 0.1  # between looks at whether the key is still ours
_WAITING = 64
_READERS = 4  # a slow request must not keep the others from being read
_SECONDS = 60.0
_NAME = "the request"


@task("host")
def run(context: TaskContext) -> dict[str, Any]:
    """Serve one model; the payload is that of sagemaker/endpoints/hosting.py, with `socket` and `word`."""
    from sealcanvas.ml.bundle import load_model

    payload = context.payload
    context.progress("Loading", 0.0)
    model = load_model(read_file(context, *split_uri(payload["model"])))
    server = ModelServer(context, model)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(payload["socket"])
        os.chmod(payload["socket"], 0o600)  # noqa: PTH101 - a path as text is what bind takes
        listening.listen(_WAITING)
        listening.settimeout(_TICK)
        context.progress("InService", 1.0)
        with ThreadPoolExecutor(_READERS) as readers:
            while True:
                context.check()
                with suppress(TimeoutError):
                    connection, _ = listening.accept()
                    readers.submit(server.serve, connection)


class ModelServer:
    """Answers requests, one at a time."""

    def __init__(self, context: TaskContext, model: "TabularModel | SeriesModel") -> None:
        self._context, self._model = context, model
        self._turn = threading.Lock()

    def serve(self, connection: socket.socket) -> None:
        """Read one request, answer it, and part; whoever does not know the word hears nothing."""
        deadline = time.monotonic() + _SECONDS
        with connection, suppress(TimeoutError, BadFrame):
            head, body = receive(connection, deadline)
            if not hmac.compare_digest(str(head.get("word")).encode(), self._context.payload["word"].encode()):
                return
            told, answer = self._answer(head, body)
            send(connection, told, answer, deadline)

    def _answer(self, head: Head, body: bytes) -> tuple[Head, bytes]:
        try:
            media = read_content_type(str(head.get("content_type", "")))
        except UnknownMedia as error:
            return _refusal(415, f"Content-Type {error}")
        try:
            accept = read_accept(str(head.get("accept", "")), media)
        except UnknownMedia as error:
            return _refusal(406, f"Accept {error}")
        payload = self._context.payload
        wish = Wish(media, accept, tuple(payload["columns"]), header=payload["header"], lines=False)
        try:
            with self._turn:
                answer = self._predict(wish, body)
        except (TaskFailed, MLError) as error:
            # Files' names stand in quotes; a request has none.
            told = error.message.replace(f"'{_NAME}'", _NAME)
            return _refusal(400, told[:1].upper() + told[1:])
        except Exception as error:  # the process stays: the next request may be sound
            self._context.send({"type": "fault", "what": place_of(error)})
            return _refusal(500, f"The model failed inside ({type(error).__name__}).")
        if len(answer) > MOST_BYTES:
            return _refusal(413, f"The answer has more than {MOST_BYTES >> 20} MiB. Ask for fewer records at a time.")
        return {"status": 200, "content_type": str(accept), "message": ""}, answer

    def _predict(self, wish: Wish, body: bytes) -> bytes:
        from sealcanvas.ml.reading import MemorySource
        from sealcanvas.ml.tabular import TabularModel

        if isinstance(self._model, TabularModel):
            return b"".join(Predictor(self._model, wish, _NAME).answer([body]))
        answer, _, _ = forecast(self._model, wish, MemorySource(body, _NAME))  # an answer has no place for warnings
        return answer


def _refusal(status: int, message: str) -> tuple[Head, bytes]:
    return {"status": status, "content_type": "", "message": message[:2000]}, b""

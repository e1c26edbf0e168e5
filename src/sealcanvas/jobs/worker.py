"""A worker process: does one job as a client of the server, and ends.

It is started as `python -m sealcanvas.jobs.worker` with its control channel as standard input. It never has the
root key, the database or anybody's credentials but the minted ones of its job's role.
"""

import base64
import os
import socket
import sys
import threading
from importlib import import_module
from pathlib import Path
from typing import Any

from sealcanvas.jobs.channel import Channel, ChannelClosed, Message
from sealcanvas.jobs.clients import Clients
from sealcanvas.jobs.confine import forbid_dumps, mount_private_memory
from sealcanvas.jobs.context import SealedFiles, TaskContext, finite
from sealcanvas.jobs.failures import failure_of, is_refusal, refusal
from sealcanvas.jobs.faults import place_of
from sealcanvas.jobs.interruption import Interruption, JobStopped, KeyRefused
from sealcanvas.jobs.job import Failure
from sealcanvas.jobs.renewal import Renewal
from sealcanvas.jobs.task import find_task
from sealcanvas.volumes.job_volume import CacheBound, JobVolume

_BEAT_SECONDS = 1.0
_WARM_CREDENTIALS = {"access_key": "AKIAWARM", "secret_key": "warm", "session_token": "warm"}


def main() -> None:
    """Get ready, wait for a job, do it."""
    forbid_dumps()
    channel = _control_channel()
    try:
        setup = channel.receive(None) or {}
        # Before libraries start threads, which would stay outside the new mount namespace.
        private = mount_private_memory(Path(os.environ["TMPDIR"]), setup["scratch_bytes"])
        sys.path.extend(setup["import_path"])
        _warm_up(setup["preload"])
        channel.send({"type": "ready", "private": private})
        start = channel.receive(None) or {}
        Worker(channel, start, setup["tasks"]).work()
    except ChannelClosed:
        pass  # the supervisor is gone, and with it the job
    os._exit(0)  # a library's threads and exit handlers must not keep the process


class Worker:
    """One job's work in this process.

    Args:
        start: the supervisor's start message (docs/jobs.md).
        tasks: further task names and the modules that register them.
    """

    def __init__(self, channel: Channel, start: Message, tasks: dict[str, str]) -> None:
        self._channel, self._start, self._tasks = channel, start, tasks
        self._interruption = Interruption()
        self._kept = threading.Event()
        self._role_arn: str = start["role_arn"]
        self._clients = Clients(start["endpoint"], start["region"], start["credentials"])
        self._volume = JobVolume(
            lambda: self._clients.current("kms"),
            start["volume_key"],
            start["volume_id"],
            Path(start["folder"]),
            CacheBound(**start["cache"]),
            plaintext_at_once=start["plaintext_at_once"],
        )

    def work(self) -> None:
        """Do the job and report how it ended."""
        threading.Thread(target=self._listen, name="control", daemon=True).start()
        try:
            result = self._run()
        except JobStopped:
            self._channel.send({"type": "stopped"})
        except Exception as error:
            failure = failure_of(error)
            if failure.code == "InternalFailure":
                self._channel.send({"type": "fault", "what": place_of(error)})
            self._fail(failure)
        else:
            self._channel.send({"type": "done", "result": result})

    def _run(self) -> dict[str, Any]:
        self._open_volume()
        renewal = Renewal(self._volume, self._interruption, self._role_arn, self._fail)
        renewal.start()
        try:
            result = finite(find_task(self._start["task"], self._tasks)(self._context()))
            self._interruption.check()
        finally:
            renewal.finish()
        if not isinstance(result, dict):
            raise TypeError("a task returns a dict")
        return result

    def _context(self) -> TaskContext:
        start = self._start
        return TaskContext(
            payload=start["payload"],
            arn=start["arn"],
            role_arn=self._role_arn,
            region=start["region"],
            grant_id=start["grant_id"],
            threads=start["threads"],
            volume=SealedFiles(self._volume, self._interruption, self._role_arn),
            clients=self._clients,
            interruption=self._interruption,
            send=self._channel.send,
        )

    def _open_volume(self) -> None:
        action = "kms:GenerateDataKey" if self._start["plaintext_at_once"] else "kms:GenerateDataKeyWithoutPlaintext"
        key = self._start["volume_key"]
        try:
            wrapped = self._volume.create()
            self._channel.send(
                {
                    "type": "volume",
                    "key_arn": self._volume.key_arn,
                    "wrapped_key": base64.b64encode(wrapped).decode(),
                }
            )
            self._kept.wait()
            if not self._start["plaintext_at_once"]:
                action, key = "kms:Decrypt", self._volume.key_arn
                self._volume.renew()
        except Exception as error:
            if is_refusal(error):
                raise KeyRefused(refusal(error, key, action, self._role_arn)) from None
            raise

    def _listen(self) -> None:
        """Hear the supervisor and give signs of life, in a thread of its own, until the supervisor is gone."""
        try:
            while True:
                message = self._channel.receive(_BEAT_SECONDS)
                if message is None:
                    self._channel.send({"type": "beat"})
                    continue
                match message["type"]:
                    case "stop":
                        self._interruption.set(JobStopped())
                    case "credentials":
                        self._clients.refresh(message)
                    case "cache":
                        self._volume.bound = CacheBound(message["seconds"], message["uses"])
                    case "kept":
                        self._kept.set()
        except ChannelClosed:
            os._exit(1)

    def _fail(self, failure: Failure) -> None:
        self._channel.send(
            {
                "type": "failed",
                "failure": {
                    "code": failure.code,
                    "message": failure.message,
                    "operation": failure.operation,
                    "request_id": failure.request_id,
                    "service": failure.service,
                },
            }
        )


def _control_channel() -> Channel:
    """The socket that came as standard input, out of the way of whoever reads or closes that."""
    connection = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.close(nothing)
    return Channel(connection)


def _warm_up(modules: list[str]) -> None:
    """Load while idle what every job needs: AWS's service models, and the modules that the server names."""
    clients = Clients("http://localhost", "us-east-1", _WARM_CREDENTIALS)
    for service in ("kms", "s3"):
        clients.current(service)
    for module in modules:
        import_module(module)


if __name__ == "__main__":
    main()

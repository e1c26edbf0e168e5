"""A worker process: does one job as a client of the server, and ends.

It is started as `python -m sealcanvas.jobs.working.worker` with its control channel as standard input. It never has the
root key, the database or anybody's credentials but the minted ones of its job's role.
"""

import base64
import os
import sys
import threading
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from sealcanvas.jobs.channel import Channel, ChannelClosed, Message
from sealcanvas.jobs.context import SealedFiles, TaskContext, finite
from sealcanvas.jobs.executors.workshop import Workshop
from sealcanvas.jobs.failures import failure_of, is_refusal, refusal
from sealcanvas.jobs.faults import place_of
from sealcanvas.jobs.job import Failure
from sealcanvas.jobs.task import find_task
from sealcanvas.jobs.working.clients import Clients
from sealcanvas.jobs.working.confine import forbid_dumps, mount_private_memory, volunteer
from sealcanvas.jobs.working.fence import fence
from sealcanvas.jobs.working.inherited import inherited_socket
from sealcanvas.jobs.working.interruption import Interruption, JobStopped, KeyRefused
from sealcanvas.jobs.working.renewal import Renewal
from sealcanvas.jobs.working.threads import limit_threads
from sealcanvas.volumes.held_key import CacheBound
from sealcanvas.volumes.job_volume import JobVolume

_BEAT_SECONDS = 1.0
_QUIET_SECONDS = 0.5  # before an idle worker takes the processor to import
_NO_CREDENTIALS = {"access_key": "none", "secret_key": "none", "session_token": "none"}


def main() -> None:
    """Get ready, wait for a job, do it."""
    volunteer()
    forbid_dumps()
    channel = Channel(inherited_socket())
    try:
        setup = channel.receive(None) or {}
        scratch = Path(os.environ["TMPDIR"])
        # Before libraries start threads, which would stay outside the new mount namespace and the fence.
        private = mount_private_memory(scratch, setup["scratch_bytes"])
        sys.path.extend(setup["import_path"])
        own, volumes = [scratch, *map(Path, setup["writable"])], [Path(path) for path in setup["volumes"]]
        fence([*own, *volumes])
        clients = _idle_clients(setup["endpoint"], setup["region"])
        channel.send({"type": "ready", "private": private})
        start = _wait_for_job(channel, setup["preload"])
        # Once more, for now it is known which of the volumes is its own.
        fence([*own, Path(start["folder"])], volumes)
        Worker(channel, start, setup["tasks"], clients).work()
    except ChannelClosed:
        pass  # the supervisor is gone, and with it the job
    os._exit(0)  # a library's threads and exit handlers must not keep the process


class Worker:
    """One job's work in this process.

    Args:
        start: the supervisor's start message (docs/jobs.md).
        tasks: further task names and the modules that register them.
        clients: made while idle, for the place that jobs are likely to be for.
    """

    def __init__(self, channel: Channel, start: Message, tasks: dict[str, str], clients: Clients) -> None:
        self._channel, self._start, self._tasks = channel, start, tasks
        self._interruption = Interruption()
        self._kept = threading.Event()
        self._noting = threading.Lock()
        self._noted = threading.Event()
        self._role_arn: str = start["role_arn"]
        self._clients = clients
        if clients.place != (start["endpoint"], start["region"]):
            self._clients = Clients(start["endpoint"], start["region"], start["credentials"])
        self._clients.refresh(start["credentials"])
        self._volume = JobVolume(
            lambda: self._clients.current("kms"),
            start["volume_key"],
            start["volume_id"],
            Path(start["folder"]),
            CacheBound(**start["cache"]),
            plaintext_at_once=start["plaintext_at_once"],
        )
        self._workshop = Workshop(
            start, lambda: self._clients.current("kms"), lambda: self._volume.key_arn, self._tell_fault
        )

    def work(self) -> None:
        """Do the job and report how it ended."""
        limit_threads(self._start["threads"])
        threading.Thread(target=self._listen, name="control", daemon=True).start()
        try:
            result = self._run()
        except JobStopped:
            self._channel.send({"type": "stopped"})
        except Exception as error:
            failure = failure_of(error)
            if failure.code == "InternalFailure":
                self._tell_fault(place_of(error))
            self._fail(failure)
        else:
            self._channel.send({"type": "done", "result": result})

    def _run(self) -> dict[str, Any]:
        self._open_volume()
        renewal = Renewal(self._volume, self._interruption, self._role_arn, self._fail)
        renewal.start()
        try:
            task = find_task(self._start["task"], self._tasks)
            self._channel.send({"type": "begun"})
            result = finite(task(self._context()))
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
            memory_bytes=start["memory_bytes"],
            volume=SealedFiles(self._volume, self._interruption, self._role_arn),
            clients=self._clients,
            interruption=self._interruption,
            send=self._channel.send,
            note_output=self._note_output,
            take_back=lambda uri: self._channel.send({"type": "take back", "uri": uri}),
            open_executor=self._workshop.open,
        )

    def _note_output(self, uri: str) -> None:
        """Have the server note what is about to be written; returns once that is durable."""
        with self._noting:
            self._noted.clear()
            self._channel.send({"type": "output", "uri": uri})
            self._noted.wait()

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
                        self._workshop.refresh(session=message.get("session"))
                    case "cache":
                        bound = {"seconds": message["seconds"], "uses": message["uses"]}
                        self._volume.bound = CacheBound(**bound)
                        self._workshop.refresh(cache=bound)
                    case "kept":
                        self._kept.set()
                    case "noted":
                        self._noted.set()
        except ChannelClosed:
            os._exit(1)

    def _tell_fault(self, what: str) -> None:
        self._channel.send({"type": "fault", "what": what})

    def _fail(self, failure: Failure) -> None:
        self._channel.send({"type": "failed", "failure": asdict(failure)})


def _idle_clients(endpoint: str, region: str) -> Clients:
    """What every job needs and takes long to make: clients, which have yet to get credentials."""
    clients = Clients(endpoint, region, _NO_CREDENTIALS)
    for service in ("kms", "s3"):
        clients.current(service)
    return clients


def _wait_for_job(channel: Channel, modules: list[str]) -> Message:
    """The start message; what the server names is imported meanwhile, once nothing has come for a while.

    Raises:
        ChannelClosed: the supervisor is gone.
    """
    patience = _QUIET_SECONDS
    for module in modules:
        start = channel.receive(patience)
        if start is not None:
            return start
        import_module(module)
        patience = 0.0
    channel.send({"type": "warm"})
    return channel.receive(None) or {}


if __name__ == "__main__":
    main()

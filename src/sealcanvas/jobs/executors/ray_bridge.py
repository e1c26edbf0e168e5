"""The bridge: the one process of a server that has Ray loaded, and the cluster's token. It never has a key.

It is started as `python -m sealcanvas.jobs.executors.ray_bridge` with its control channel as standard input. Workers of
jobs connect to its Unix socket: a connection is a job's, and its relays go when it closes.
"""

import json
import os
import queue
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from importlib import import_module
from typing import Any

from sealcanvas.jobs.channel import Channel, ChannelClosed
from sealcanvas.jobs.executors.link import Link, LinkClosed, Message
from sealcanvas.jobs.working.inherited import inherited_socket

_MOST_HELPERS = 256
_OPEN_SECONDS = 60
_KNOCK_SECONDS = 5
_MOST_RELAYS = 1024  # of one job, over its life
_LET_IN, _TURNED_AWAY = 10, 11
# Asks a cluster for its health without a token, in a process of its own: Ray reads its authentication mode once.
_KNOCK = f"""
import sys
from ray._raylet import GcsClient
try:
    GcsClient(address=sys.argv[1]).check_alive([], timeout=5)
except Exception as error:
    told = f"{{type(error).__name__}} {{error}}".lower()
    sys.exit({_TURNED_AWAY} if "auth" in told else 1)
sys.exit({_LET_IN})
"""


def main() -> None:
    """Join the cluster, say so, and serve until the server is gone."""
    channel = Channel(inherited_socket())
    try:
        setup = channel.receive(None) or {}
        try:
            cpus = _join(setup["address"])
        except Exception as error:  # Ray raises what it will; its words may be long
            channel.send({"type": "refused", "why": f"{type(error).__name__}: {str(error).strip()[:300]}"})
            channel.receive(5)
            os._exit(1)
        knocked = _knock(setup["address"])
        if knocked != _TURNED_AWAY:
            channel.send({"type": "open" if knocked == _LET_IN else "unclear"})
            channel.receive(5)
            os._exit(1)
        listener = _listen(setup["socket"])
        channel.send({"type": "ready", "cpus": cpus})
        while True:
            channel.receive(None)
    except ChannelClosed:
        pass
    with suppress(UnboundLocalError):
        listener.close()
    os._exit(0)


def _ray() -> Any:
    """The library, which nobody else loads; an extra, so that its types may not be there."""
    return import_module("ray")


def _join(address: str) -> int:
    ray, raylet = _ray(), import_module("ray._raylet")
    # Says at once, and in so many words, what `ray.init` would try again and again: that our token is wrong.
    raylet.GcsClient(address=address).check_alive([], timeout=_KNOCK_SECONDS)
    ray.init(address=address, log_to_driver=False, configure_logging=False, namespace="sealcanvas")
    return _cpus()


def _cpus() -> int:
    return int(_ray().cluster_resources().get("CPU", 0))


def _knock(address: str) -> int:
    """What the cluster does with somebody without a token."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RAY_AUTH_")}
    environment["RAY_AUTH_MODE"] = "disabled"
    command = [sys.executable, "-P", "-c", _KNOCK, address]
    try:
        done = subprocess.run(  # noqa: S603 - our own line
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_OPEN_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return 1
    return done.returncode


def _listen(path: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(64)

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=Client(Link(connection)).serve, name="client", daemon=True).start()

    threading.Thread(target=accept, name="accept", daemon=True).start()
    return listener


class Client:
    """One job's connection: its relays and what it shares among them."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._relays: dict[int, Any] = {}
        self._shared: tuple[int, Any] = (0, None)
        self._before: dict[int, tuple[bytes, Any]] = {}
        self._answers: queue.SimpleQueue[tuple[int, Any] | None] = queue.SimpleQueue()
        self._made = 0
        self._over = False
        self._lock = threading.Lock()

    def serve(self) -> None:
        """Do what the job asks until it is gone."""
        threading.Thread(target=self._pass_on, name="answers", daemon=True).start()
        try:
            while True:
                frame = self._link.receive(None)
                if frame is not None:
                    self._do(*frame)
        except LinkClosed:
            pass
        finally:
            with self._lock:
                self._over = True
                relays, self._relays = list(self._relays.values()), {}
            for relay in relays:
                _kill(relay)
            self._answers.put(None)
            self._shared = (0, None)
            self._before.clear()
            self._link.close()

    def _do(self, message: Message, body: bytes) -> None:
        match message["type"]:
            case "hire":
                for _ in range(min(int(message["count"]), _MOST_HELPERS)):
                    self._hire()
            case "share":
                self._share(message["shared"], body)
            case "give":
                self._give(message, body)
            case "replace":
                with self._lock:
                    relay = self._relays.pop(message["helper"], None)
                if relay is not None:
                    _kill(relay)
                self._hire()

    def _hire(self) -> None:
        from sealcanvas.jobs.executors.ray_relay import Relay

        if self._made >= _MOST_RELAYS:
            self._link.close()
            return
        options = {"num_cpus": 1, "max_concurrency": 2, "max_restarts": 0, "scheduling_strategy": "SPREAD"}
        relay = _ray().remote(**options)(Relay).remote()
        with self._lock:
            number, self._made = self._made, self._made + 1
            if not self._over:
                self._relays[number] = relay
        if number in self._relays:
            self._await(number, relay.hello.remote())
        else:
            _kill(relay)

    def _share(self, number: int, body: bytes) -> None:
        self._shared = (0, None)  # the one before may go
        try:
            self._shared = (number, _ray().put(body))
        except _ray().exceptions.ObjectStoreFullError:
            self._send({"type": "full", "bytes": len(body)})

    def _give(self, message: Message, body: bytes) -> None:
        number, head = message["helper"], json.dumps(message["head"]).encode()
        with self._lock:
            relay = self._relays.get(number)
        if relay is None:
            return
        given: Any = body
        if "shared" in message:
            if message["shared"] != self._shared[0]:
                return  # it did not fit, and the job was told
            given = self._shared[1]
        match message["head"]["type"]:
            case "work":  # goes with the next unit: two calls of an actor might overtake each other
                self._before[number] = (head, given)
            case "open" | "unit":
                self._await(number, relay.ask.remote(*self._before.pop(number, ()), head, given))
            case _:
                relay.tell.remote(head, given)

    def _await(self, number: int, answer: Any) -> None:
        """Have an answer sent to the job once it is there."""
        # Ray calls back in a thread of its own, which must not call Ray: its answer would wait for itself.
        answer.future().add_done_callback(lambda future: self._answers.put((number, future)))

    def _pass_on(self) -> None:
        """Send answers to the job, in a thread of its own, until None comes."""
        while (answered := self._answers.get()) is not None:
            number, future = answered
            error = future.exception()
            if error is not None:
                self._lost(number, type(error).__name__)
                continue
            head, body = future.result()
            message = json.loads(head)
            if message.get("type") == "lost":
                self._lost(number, "")
            elif number in self._relays:
                self._send({"type": "heard", "helper": number, "head": message}, body)

    def _lost(self, number: int, why: str) -> None:
        with self._lock:
            relay = self._relays.pop(number, None)
        if relay is None:
            return  # it was let go
        _kill(relay)
        self._send({"type": "heard", "helper": number, "head": {"type": "lost", "why": why}})
        self._hire()

    def _send(self, message: Message, body: bytes = b"") -> None:
        with suppress(LinkClosed):
            self._link.send(message, body)


def _kill(relay: Any) -> None:
    with suppress(Exception):  # it is dead, or the cluster is
        _ray().kill(relay)


if __name__ == "__main__":
    main()

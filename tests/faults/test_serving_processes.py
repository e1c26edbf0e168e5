"""The further processes of `--workers N`: none outlives the first one, and none is missed for long."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sealcanvas.demo.embedded import EmbeddedServer
from tests.support.live import live_server

# Seconds into a process's life: it starts, opens the state, serves.
_KILLED_AT = (0.0, 0.6, 1.0, 4.0)
_STOPPED_AT = (0.0, 0.8, 1.3)


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    server = EmbeddedServer()
    yield server
    for process in [*_processes(server), *([server.pid] if server.running else [])]:
        os.kill(process, signal.SIGKILL)
    server.kill()
    server.remove()


def _processes(server: EmbeddedServer) -> list[int]:
    """The further serving processes of this server, by their command line: a parent is not asked for."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"sealcanvas.server.process" in arguments and os.fsencode(server.state) in arguments:
            found.append(int(folder.name))
    return found


def _until(server: EmbeddedServer, count: int, seconds: float, but: int = 0) -> list[int]:
    """Wait until so many further processes are there, `but` not counted."""
    deadline = time.monotonic() + seconds
    while True:
        found = [process for process in _processes(server) if process != but]
        if len(found) == count or time.monotonic() > deadline:
            assert len(found) == count
            return found
        time.sleep(0.02)


def _defunct_children(parent: int) -> list[str]:
    stats = [path.read_text().rpartition(")")[2].split() for path in Path("/proc").glob("[0-9]*/stat") if path.exists()]
    return [state for state, ppid, *_ in stats if state == "Z" and int(ppid) == parent]


@pytest.mark.parametrize("moment", _KILLED_AT)
def test_a_kill_of_the_first_process_ends_the_further_ones(server: EmbeddedServer, moment: float) -> None:
    server.begin("--workers", "3")
    _until(server, 2, 60)
    time.sleep(moment)
    server.kill()
    _until(server, 0, 2)


@pytest.mark.slow
def test_they_end_even_while_clients_wait_for_an_answer(server: EmbeddedServer) -> None:
    server.start("--workers", "2")
    time.sleep(4)
    endpoint = server.home.endpoint()
    assert endpoint
    address = urlsplit(endpoint.url)
    clients = [socket.create_connection((address.hostname, address.port)) for _ in range(16)]  # some reach each of them
    for client in clients:
        client.sendall(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\nnot a hundred")
    time.sleep(0.5)
    server.kill()
    _until(server, 0, 2)
    for client in clients:
        client.close()


@pytest.mark.parametrize("moment", _STOPPED_AT)
def test_a_stop_is_heard_however_young_the_processes_are(server: EmbeddedServer, moment: float) -> None:
    server.begin("--workers", "3")
    _until(server, 2, 60)
    time.sleep(moment)
    os.kill(server.pid, signal.SIGTERM)
    _until(server, 0, 20)
    server.stop()
    assert not server.running


def test_a_process_that_dies_is_logged_and_replaced(server: EmbeddedServer) -> None:
    server.start("--workers", "2")
    [victim] = _until(server, 1, 10)
    os.kill(victim, signal.SIGKILL)
    _until(server, 1, 5, but=victim)
    assert _defunct_children(server.pid) == []
    assert f"serving process {victim} was killed by SIGKILL: another is started" in server.log.read_text("utf-8")


@pytest.mark.slow
def test_a_stop_lets_a_further_process_finish_its_answers(server: EmbeddedServer) -> None:
    server.start("--workers", "2")
    time.sleep(4)
    endpoint = server.home.endpoint()
    assert endpoint
    address = urlsplit(endpoint.url)
    clients = [socket.create_connection((address.hostname, address.port), timeout=10) for _ in range(16)]
    for client in clients:
        client.sendall(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n\r\nab")
    time.sleep(0.5)
    os.kill(server.pid, signal.SIGTERM)
    time.sleep(1)
    for client in clients:
        client.sendall(b"cd")
    for client in clients:
        assert client.recv(1000).startswith(b"HTTP/1.1 4")
        client.close()
    server.stop()


@pytest.mark.slow
def test_a_server_with_a_replaced_process_stops_whole() -> None:
    with live_server("--tls", "--workers", "2") as live:
        [victim] = _until(live.server, 1, 10)
        os.kill(victim, signal.SIGKILL)
        _until(live.server, 1, 5, but=victim)
        time.sleep(4)
        for _ in range(8):  # fresh connections, so that both processes answer
            live.client("kms").list_keys()
        server = live.server
    assert _processes(server) == []

"""Tasks that only tests run, in real worker processes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.task import TaskFailed, task


@task("echo")
def echo(context: TaskContext) -> dict[str, Any]:
    """Write to the volume, read it back, and tell what a worker can see of the world."""
    context.volume.put("note", context.payload["text"].encode())
    context.progress("Training", 0.5, best=1.0)
    return {
        "text": context.volume.get("note").decode(),
        "names": context.volume.names(),
        "environment": sorted(os.environ),
        "scratch": os.environ["TMPDIR"],
        "who": context.client("kms").meta.service_model.service_name,
    }


@task("refuse")
def refuse(context: TaskContext) -> dict[str, Any]:
    """Fail, in the way that the payload names."""
    if context.payload["how"] == "TaskFailed":
        raise TaskFailed("ClientError", "column 'age' is missing")
    if context.payload["how"] == "aws":
        context.client("kms").describe_key(KeyId="00000000-0000-0000-0000-000000000000")
    raise RuntimeError("a secret value of the data: 4711")


@task("work")
def work(context: TaskContext) -> dict[str, Any]:
    """Work until told to stop."""
    while True:
        context.progress("Training", 0.1, pid=os.getpid())
        time.sleep(0.05)


@task("hurry")
def hurry(context: TaskContext) -> dict[str, Any]:
    """Be through with phase after phase before anybody looks."""
    for number in range(context.payload["phases"]):
        context.progress(f"Phase{number}", number / 1000)
    for number in range(5):
        context.progress("Tuning", 0.9, candidate=f"c{number}", score=0.5)
    return {}


@task("hoard")
def hoard(context: TaskContext) -> dict[str, Any]:
    """Hold more and more memory."""
    held = []
    while True:
        held.append(bytearray(os.urandom(1 << 20)) * 16)
        context.progress("Training", 0.1)


@task("deaf")
def deaf(context: TaskContext) -> dict[str, Any]:
    """Listen to nobody."""
    context.progress("Training", 0.1)
    time.sleep(600)
    return {}


@task("crash")
def crash(context: TaskContext) -> dict[str, Any]:
    """Die, as if killed."""
    context.progress("Training", 0.1)
    os.kill(os.getpid(), 9)
    return {}


@task("spill")
def spill(context: TaskContext) -> dict[str, Any]:
    """Fill the folder for temporary files."""
    with (Path(os.environ["TMPDIR"]) / "spilled").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 20))
            context.check()


@task("look")
def look(context: TaskContext) -> dict[str, Any]:
    """Tell when the task began and what it found; stay for a while."""
    began = time.time()
    time.sleep(context.payload.get("stay", 0))
    return {
        "began": began,
        "modules": sorted(name for name in sys.modules if "." not in name),
        "threads": context.threads,
        "memory": context.memory_bytes,
        "variable": os.environ["OMP_NUM_THREADS"],
        "waiting": os.environ["OMP_WAIT_POLICY"],
    }


@task("overreach")
def overreach(context: TaskContext) -> dict[str, Any]:
    """Wait to be put into the control group that the payload names, and take more memory than the kernel gives it."""
    while context.payload["group"] not in Path("/proc/self/cgroup").read_text():
        context.progress("Training", 0.1, pid=os.getpid())
        time.sleep(0.05)
    held = []
    while True:
        held.append(os.urandom(1 << 20))
        context.check()


@task("hire")
def hire(context: TaskContext) -> dict[str, Any]:
    """Start a process that holds memory, as much as the payload says, and stay."""
    hold = f"import time; held = bytearray(b'x') * {context.payload['bytes']}; time.sleep(600)"
    hired = subprocess.Popen([sys.executable, "-c", hold])
    while True:
        context.progress("Training", 0.1, pid=os.getpid(), hired=hired.pid)
        time.sleep(0.05)


@task("staged")
def staged(context: TaskContext) -> dict[str, Any]:
    """Write two objects; die the first time at the step that the payload names, or stay there for ever."""
    payload, s3 = context.payload, context.client("s3")
    attempt = s3.list_objects_v2(Bucket="marks", Prefix=f"{context.arn}/")["KeyCount"]
    s3.put_object(Bucket="marks", Key=f"{context.arn}/{attempt}")

    def step(name: str) -> None:
        context.progress(name, 0.5)
        if name == payload["step"] and attempt == 0:
            if payload.get("stay"):
                while True:
                    time.sleep(0.05)
                    context.check()
            time.sleep(0.3)  # so that what was told has been heard
            os.kill(os.getpid(), 9)

    step("begin")
    for name in ("first", "second"):
        step(f"before {name}")
        context.writes(f"s3://results/{name}")
        s3.put_object(Bucket="results", Key=name, Body=f"attempt {attempt}".encode())
    step("end")
    return {"attempt": attempt}


@task("trespass")
def trespass(context: TaskContext) -> dict[str, Any]:
    """Try to read, write, signal and connect where the payload says, here and in a process started for it."""
    payload = context.payload
    tries: dict[str, Callable[[], object]] = {
        **{f"read {path}": _reading(path) for path in payload["read"]},
        **{f"write {path}": _writing(path) for path in payload["write"]},
        **{f"signal {pid}": partial(os.kill, pid, 0) for pid in payload["signal"]},
        **{f"connect {port}": partial(_connect, port) for port in payload["connect"]},
        "listen": partial(socket.create_server, ("127.0.0.1", 0)),
    }
    script = f"import sys; print(*(path for path in {payload['read']!r} if not open(path).close()))"
    started = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    return {"done": [name for name, attempt in tries.items() if _can(attempt)], "started": started.stdout}


def _reading(path: str) -> Callable[[], object]:
    return partial(os.listdir, path) if path.endswith("/") else Path(path).read_bytes


def _writing(path: str) -> Callable[[], object]:
    return partial(Path(path).write_bytes, b"")


def _connect(port: int) -> None:
    socket.create_connection(("127.0.0.1", port), timeout=5).close()


def _can(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except PermissionError:
        return False
    return True

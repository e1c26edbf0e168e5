"""Tasks that only tests run, in real worker processes."""

import os
import time
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
        context.progress("Training", 0.1)
        time.sleep(0.05)


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

"""Endpoints of models that a test's own process, or none, serves."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from sealcanvas.jobs.job import Failure
from sealcanvas.jobs.serving import hosting
from sealcanvas.jobs.serving.frames import BadFrame, receive, send
from sealcanvas.jobs.serving.host import Access, Host, HostState
from sealcanvas.sagemaker import sagemaker_runtime
from sealcanvas.service.call import Call
from sealcanvas.wire.model import load
from sealcanvas.wire.serialize import serialize
from sealcanvas.wire.validate import validate
from tests.unit.sagemaker.sagemaker_world import IMAGE, World, ask

URL = "s3://out/model.zip"


WORD = "f" * 64


def variant(name: str = "A", **members: Any) -> dict[str, Any]:
    return {"VariantName": name, "ModelName": "m", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1, **members}


def make_config(world: World, name: str = "c", *variants: dict[str, Any], **members: Any) -> str:
    if "model" not in world.instance.parts:
        container = {"Image": IMAGE, "ModelDataUrl": URL, "Environment": {"SAGEMAKER_INFERENCE_OUTPUT": "probability"}}
        ask(world.admin, "CreateModel", ModelName="m", ExecutionRoleArn=world.role, PrimaryContainer=container)
        world.instance.parts["model"] = True
    request = {"EndpointConfigName": name, "ProductionVariants": list(variants) or [variant()], **members}
    arn: str = ask(world.admin, "CreateEndpointConfig", **request)["EndpointConfigArn"]
    return arn


def make_endpoint(world: World, config: str = "c") -> str:
    arn: str = ask(world.admin, "CreateEndpoint", EndpointName="e", EndpointConfigName=config)["EndpointArn"]
    return arn


def describe(world: World) -> dict[str, Any]:
    return ask(world.admin, "DescribeEndpoint", EndpointName="e")


def hosts(world: World, arn: str) -> list[Host]:
    return hosting.hosts_of(world.instance, arn)


def serve(world: World, host: Host, place: str = "/nowhere") -> None:
    hosting.change(world.instance, host.host_id, HostState.IN_SERVICE, access=Access(place, WORD))


def fail(world: World, host: Host) -> None:
    failure = Failure("DisabledException", "arn:aws:kms:…:key/k is disabled.", "Decrypt", "r", "kms")
    hosting.change(world.instance, host.host_id, HostState.FAILED, failure=failure)


def in_service(world: World, *variants: dict[str, Any], place: str = "/nowhere") -> str:
    make_config(world, "c", *variants)
    arn = make_endpoint(world)
    for host in hosts(world, arn):
        serve(world, host, place)
    return arn


def call_endpoint(call: Call, **members: Any) -> dict[str, Any]:
    model = load("sagemaker-runtime").operations["InvokeEndpoint"]
    request = {"EndpointName": "e", "Body": b"1,Kobe\n", "ContentType": "text/csv", **members}
    validate(model, request)
    answer = sagemaker_runtime.operations["InvokeEndpoint"](replace(call), request)
    assert serialize(model, answer, "r").status == 200
    return answer


Answer = Callable[[dict[str, Any], bytes], tuple[dict[str, Any], bytes]]


@contextmanager
def model_process(place: Path, answer: Answer) -> Iterator[str]:
    """A process that answers as told, on a socket."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(place))
        listening.listen()

        def work() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    deadline = time.monotonic() + 5
                    head, body = receive(connection, deadline)
                    assert head["word"] == WORD
                    with suppress(BadFrame):  # who asked has gone
                        send(connection, *answer(head, body), deadline)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        yield str(place)
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def told(status: int = 200, message: str = "") -> dict[str, Any]:
    return {"status": status, "content_type": "text/csv", "message": message}

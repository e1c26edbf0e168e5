"""InvokeEndpoint: answered by a variant's model, shared by weight, refused as AWS refuses."""

import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.jobs.serving import invoke
from sealcanvas.sagemaker.endpoints.runtime import (
    ModelError,
    ModelNotReadyException,
    ServiceUnavailable,
    ValidationError,
)
from sealcanvas.sagemaker.errors import AccessDeniedException
from tests.unit.sagemaker.endpoint_world import call_endpoint, hosts, in_service, model_process, told, variant
from tests.unit.sagemaker.sagemaker_world import World


def test_a_request_is_answered_by_the_model_and_the_variant_is_told(world: World, tmp_path: Path) -> None:
    seen: list[dict[str, Any]] = []

    def answer(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        seen.append(head)
        return told(), body.upper()

    with model_process(tmp_path / "s", answer) as place:
        in_service(world, place=place)
        got = call_endpoint(world.admin, Accept="text/csv", InferenceId="x1")
    assert got == {"Body": b"1,KOBE\n", "ContentType": "text/csv", "InvokedProductionVariant": "A"}
    assert (seen[0]["content_type"], seen[0]["accept"]) == ("text/csv", "text/csv")
    [record] = [each for each in world.instance.trail.newest(5) if each["eventName"] == "InvokeEndpoint"]
    assert record["eventSource"] == "runtime.sagemaker.amazonaws.com"
    assert record["requestParameters"]["InferenceId"] == "x1"
    assert "Kobe" not in str(record)


def test_requests_are_shared_by_weight_and_a_target_variant_overrides_them(world: World, tmp_path: Path) -> None:
    with model_process(tmp_path / "s", lambda _head, _body: (told(), b"")) as place:
        variants = variant("A"), variant("B", InitialVariantWeight=9.0), variant("Z", InitialVariantWeight=0.0)
        in_service(world, *variants, place=place)
        counted = Counter(call_endpoint(world.admin)["InvokedProductionVariant"] for _ in range(60))
        assert counted["B"] > counted["A"]
        assert counted["Z"] == 0
        assert call_endpoint(world.admin, TargetVariant="Z")["InvokedProductionVariant"] == "Z"
    with pytest.raises(ValidationError, match="Variant N not found"):
        call_endpoint(world.admin, TargetVariant="N")


@pytest.mark.parametrize(("status", "side"), [(400, "client"), (415, "client"), (500, "server")])
def test_what_the_model_says_is_wrong_is_passed_on(world: World, tmp_path: Path, status: int, side: str) -> None:
    with model_process(tmp_path / "s", lambda _head, _body: (told(status, "列がない"), b"")) as place:
        in_service(world, place=place)
        with pytest.raises(ModelError, match=f"Received {side} error .{status}. from primary") as error:
            call_endpoint(world.admin)
    assert error.value.members == {"OriginalStatusCode": status, "OriginalMessage": "列がない"}


def test_a_model_that_is_too_slow_busy_or_gone_is_told(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()

    def answer(_head: dict[str, Any], _body: bytes) -> tuple[dict[str, Any], bytes]:
        go.wait(5)
        return told(), b""

    with model_process(tmp_path / "s", answer) as place:
        arn = in_service(world, place=place)
        host = hosts(world, arn)[0]
        with pytest.raises(invoke.TooSlow):
            invoke.invoke(world.instance, host, "", "", b"", seconds=0.1)
        monkeypatch.setattr(invoke, "_MOST_AT_ONCE", 1)
        world.instance.parts["jobs.serving.places"].clear()
        waiting = threading.Thread(target=lambda: invoke.invoke(world.instance, host, "", "", b"", seconds=5))
        waiting.start()
        time.sleep(0.2)
        with pytest.raises(ServiceUnavailable):
            call_endpoint(world.admin)
        go.set()
        waiting.join()
        call_endpoint(world.admin)
    with pytest.raises(ModelNotReadyException):
        call_endpoint(world.admin)


@pytest.mark.parametrize(
    "members",
    [
        {"TargetModel": "a.tar.gz"},
        {"TargetContainerHostname": "a"},
        {"EnableExplanations": "true"},
        {"InferenceComponentName": "a"},
        {"SessionId": "NEW_SESSION"},
        {"CustomAttributes": "a"},
        {"PrefixAwareId": "a"},
    ],
)
def test_every_member_of_a_request_is_honoured_or_refused(world: World, members: dict[str, str]) -> None:
    in_service(world)
    with pytest.raises(ValidationError, match=next(iter(members))):
        call_endpoint(world.admin, **members)


def test_who_may_not_invoke_does_not_learn_whether_there_is_one(world: World) -> None:
    in_service(world)
    jane = world.user("jane", {"Action": "sagemaker:Describe*", "Resource": "*"})
    for name in ("e", "none"):
        with pytest.raises(AccessDeniedException, match="sagemaker:InvokeEndpoint"):
            call_endpoint(jane, EndpointName=name)
    with pytest.raises(ValidationError, match="Endpoint none of account 111122223333 not found"):
        call_endpoint(world.admin, EndpointName="none")

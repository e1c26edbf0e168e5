"""Endpoints: requests, states, updates, shares of requests, and what a caller hears. The models' processes are told."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.jobs.job import Failure
from sealcanvas.jobs.serving import hosting, invoke
from sealcanvas.jobs.serving.frames import BadFrame, receive, send
from sealcanvas.jobs.serving.host import Access, Host, HostState
from sealcanvas.sagemaker import sagemaker_runtime
from sealcanvas.sagemaker.endpoints.runtime import (
    ModelError,
    ModelNotReadyException,
    ServiceUnavailable,
    ValidationError,
)
from sealcanvas.sagemaker.errors import AccessDeniedException, ResourceLimitExceeded, ValidationException
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


def test_configurations_come_and_go(world: World) -> None:
    key = world.key()
    arn = make_config(world, "c", variant("A"), variant("B", InitialVariantWeight=3.0), KmsKeyId=key)
    found = ask(world.admin, "DescribeEndpointConfig", EndpointConfigName="c")
    assert (found["EndpointConfigArn"], found["KmsKeyId"]) == (arn, key)
    assert [each["VariantName"] for each in found["ProductionVariants"]] == ["A", "B"]
    with pytest.raises(ValidationException, match="Cannot create already existing endpoint configuration"):
        make_config(world)
    assert [each["EndpointConfigName"] for each in ask(world.admin, "ListEndpointConfigs")["EndpointConfigs"]] == ["c"]
    ask(world.admin, "DeleteEndpointConfig", EndpointConfigName="c")
    with pytest.raises(ValidationException, match=f'Could not find endpoint configuration "{arn}"'):
        ask(world.admin, "DescribeEndpointConfig", EndpointConfigName="c")


CAPTURE = {"InitialSamplingPercentage": 1, "DestinationS3Uri": "s3://b/", "CaptureOptions": [{"CaptureMode": "Input"}]}


@pytest.mark.parametrize(
    ("members", "variants", "word"),
    [
        ({"DataCaptureConfig": CAPTURE}, [variant()], "DataCaptureConfig"),
        ({"AsyncInferenceConfig": {"OutputConfig": {"S3OutputPath": "s3://b/"}}}, [variant()], "AsyncInferenceConfig"),
        ({"EnableNetworkIsolation": True}, [variant()], "EnableNetworkIsolation"),
        ({"ShadowProductionVariants": [variant("S")]}, [variant()], "ShadowProductionVariants"),
        ({"KmsKeyId": "nonsense"}, [variant()], "KmsKeyId"),
        ({"KmsKeyId": "alias/k"}, [variant(InstanceType="ml.m5d.large")], "local storage"),
        ({"KmsKeyId": "alias/k"}, [variant(InstanceType="ml.g5.xlarge")], "local storage"),
        ({}, [variant(), variant()], "one VariantName"),
        ({}, [variant(ModelName="none")], "Could not find model"),
        ({}, [variant(ServerlessConfig={"MemorySizeInMB": 1024, "MaxConcurrency": 1})], "ServerlessConfig"),
        ({}, [variant(VolumeSizeInGB=5)], "VolumeSizeInGB"),
        ({}, [variant(RoutingConfig={"RoutingStrategy": "RANDOM"})], "RoutingConfig"),
        ({}, [variant(InitialVariantWeight=0.0)], "weight above 0|InitialVariantWeight above 0"),
        ({}, [{"VariantName": "A", "ModelName": "m", "InitialInstanceCount": 1}], "InstanceType is required"),
        ({}, [{"VariantName": "A", "InstanceType": "ml.m5.large"}], "ModelName is required"),
    ],
)
def test_every_member_of_a_configuration_is_honoured_or_refused(
    world: World, members: dict[str, Any], variants: list[dict[str, Any]], word: str
) -> None:
    with pytest.raises(ValidationException, match=word):
        make_config(world, "c", *variants, **members)


def test_policies_can_demand_the_volumes_key_the_instance_types_and_the_models(world: World) -> None:
    make_config(world, "first")
    key = world.key()
    for number, (condition, allowed) in enumerate(
        [
            ({"ArnEquals": {"sagemaker:VolumeKmsKey": key}}, True),
            ({"ArnEquals": {"sagemaker:VolumeKmsKey": key + "0"}}, False),
            ({"Null": {"sagemaker:VolumeKmsKey": "true"}}, False),
            ({"ForAllValues:StringEquals": {"sagemaker:InstanceTypes": "ml.m5.large"}}, True),
            ({"ForAllValues:StringEquals": {"sagemaker:InstanceTypes": "ml.c5.large"}}, False),
            ({"ForAnyValue:ArnLike": {"sagemaker:ModelArn": "arn:aws:sagemaker:*:*:model/m"}}, True),
            ({"ForAnyValue:ArnLike": {"sagemaker:ModelArn": "arn:aws:sagemaker:*:*:model/x"}}, False),
        ]
    ):
        user = world.user(f"u{number}", {"Action": "sagemaker:*", "Resource": "*", "Condition": condition})
        request = {"EndpointConfigName": f"c{number}", "ProductionVariants": [variant()], "KmsKeyId": key}
        if allowed:
            ask(user, "CreateEndpointConfig", **request)
        else:
            with pytest.raises(AccessDeniedException):
                ask(user, "CreateEndpointConfig", **request)


def test_an_endpoint_is_in_service_once_all_its_models_are(world: World) -> None:
    key = world.key()
    make_config(world, "c", variant("A"), variant("B"), KmsKeyId=key)
    arn = make_endpoint(world)
    found = describe(world)
    assert (found["EndpointStatus"], found["PendingDeploymentSummary"]["EndpointConfigName"]) == ("Creating", "c")
    one, other = hosts(world, arn)
    assert (one.spec.role_arn, one.spec.volume_key, one.spec.owner) == (world.role, key, arn)
    assert one.spec.payload == {"model": URL, "columns": ["probability"], "header": False}
    serve(world, one)
    assert describe(world)["EndpointStatus"] == "Creating"
    world.clock.advance(seconds=3)
    serve(world, other)
    found = describe(world)
    assert (found["EndpointStatus"], found["LastModifiedTime"]) == ("InService", world.clock())
    assert [each["VariantName"] for each in found["ProductionVariants"]] == ["A", "B"]
    assert "PendingDeploymentSummary" not in found
    [listed] = ask(world.admin, "ListEndpoints", StatusEquals="InService")["Endpoints"]
    assert listed["EndpointArn"] == arn
    with pytest.raises(ValidationException, match=f'Cannot create already existing endpoint "{arn}"'):
        make_endpoint(world)


def test_a_model_that_fails_takes_its_endpoint_and_the_others_with_it(world: World) -> None:
    make_config(world, "c", variant("A"), variant("B"))
    arn = make_endpoint(world)
    serve(world, hosts(world, arn)[0])
    fail(world, hosts(world, arn)[1])
    found = describe(world)
    assert (found["EndpointStatus"], hosts(world, arn)) == ("Failed", [])
    assert all(word in found["FailureReason"] for word in ("Variant B", "key/k", "kms:Decrypt", world.role))
    for operation, members in (
        ("UpdateEndpoint", {"EndpointConfigName": "c"}),
        ("UpdateEndpointWeightsAndCapacities", {"DesiredWeightsAndCapacities": [{"VariantName": "A"}]}),
    ):
        with pytest.raises(ValidationException, match="Cannot update failed endpoint"):
            ask(world.admin, operation, EndpointName="e", **members)
    with pytest.raises(ValidationError, match="not found"):
        call_endpoint(world.admin)
    ask(world.admin, "DeleteEndpoint", EndpointName="e")
    with pytest.raises(ValidationException, match=f'Could not find endpoint "{arn}"'):
        describe(world)


def test_an_endpoint_in_service_fails_when_its_key_does(world: World) -> None:
    arn = in_service(world)
    fail(world, hosts(world, arn)[0])
    assert describe(world)["EndpointStatus"] == "Failed"
    assert "kms:Decrypt" in describe(world)["FailureReason"]


def test_a_process_that_is_started_again_leaves_the_endpoint_in_service(world: World) -> None:
    arn = in_service(world)
    hosting.change(world.instance, hosts(world, arn)[0].host_id, HostState.STARTING)
    assert describe(world)["EndpointStatus"] == "InService"
    with pytest.raises(ModelNotReadyException):
        call_endpoint(world.admin)


def test_an_update_changes_over_once_the_new_models_answer(world: World) -> None:
    arn = in_service(world)
    make_config(world, "d", variant("A", InitialVariantWeight=2.0), variant("N"))
    ask(world.admin, "UpdateEndpoint", EndpointName="e", EndpointConfigName="d")
    found = describe(world)
    assert (found["EndpointStatus"], found["EndpointConfigName"]) == ("Updating", "c")
    old, *new = hosts(world, arn)
    for operation in ("DeleteEndpoint", "UpdateEndpoint"):
        members = {"EndpointConfigName": "d"} if operation == "UpdateEndpoint" else {}
        with pytest.raises(ValidationException, match="Cannot update in-progress endpoint"):
            ask(world.admin, operation, EndpointName="e", **members)
    serve(world, new[0])
    assert old in hosts(world, arn)
    serve(world, new[1])
    found = describe(world)
    assert (found["EndpointStatus"], found["EndpointConfigName"]) == ("InService", "d")
    assert {host.host_id for host in hosts(world, arn)} == {host.host_id for host in new}
    assert [each["CurrentWeight"] for each in found["ProductionVariants"]] == [2.0, 1.0]


def test_an_update_that_fails_leaves_what_served_before(world: World) -> None:
    arn = in_service(world)
    make_config(world, "d", variant("N"))
    ask(world.admin, "UpdateEndpoint", EndpointName="e", EndpointConfigName="d")
    old, new = hosts(world, arn)
    fail(world, new)
    found = describe(world)
    assert (found["EndpointStatus"], found["EndpointConfigName"]) == ("InService", "c")
    assert "Variant N" in found["FailureReason"]
    assert hosts(world, arn) == [old]


def test_old_models_that_fail_during_an_update_do_not_save_it_when_that_fails_too(world: World) -> None:
    arn = in_service(world)
    make_config(world, "d", variant("N"))
    ask(world.admin, "UpdateEndpoint", EndpointName="e", EndpointConfigName="d")
    old, new = hosts(world, arn)
    fail(world, old)
    assert describe(world)["EndpointStatus"] == "Updating"
    fail(world, new)
    assert describe(world)["EndpointStatus"] == "Failed"
    assert hosts(world, arn) == []


def test_an_update_retains_weights_and_counts_if_asked(world: World) -> None:
    arn = in_service(world)
    wish = [{"VariantName": "A", "DesiredWeight": 7.0, "DesiredInstanceCount": 4}]
    ask(world.admin, "UpdateEndpointWeightsAndCapacities", EndpointName="e", DesiredWeightsAndCapacities=wish)
    [told_now] = describe(world)["ProductionVariants"]
    assert (told_now["CurrentWeight"], told_now["CurrentInstanceCount"]) == (7.0, 4)
    make_config(world, "d")
    ask(
        world.admin,
        "UpdateEndpoint",
        EndpointName="e",
        EndpointConfigName="d",
        RetainAllVariantProperties=True,
        ExcludeRetainedVariantProperties=[{"VariantPropertyType": "DesiredInstanceCount"}],
    )
    serve(world, hosts(world, arn)[1])
    [told_now] = describe(world)["ProductionVariants"]
    assert (told_now["CurrentWeight"], told_now["CurrentInstanceCount"]) == (7.0, 1)
    for name, members in (("Z", {}), ("A", {"DesiredWeight": 0.0})):
        with pytest.raises(ValidationException, match="variant"):
            ask(
                world.admin,
                "UpdateEndpointWeightsAndCapacities",
                EndpointName="e",
                DesiredWeightsAndCapacities=[{"VariantName": name, **members}],
            )


def test_an_account_has_a_bounded_number_of_hosted_models(world: World) -> None:
    make_config(world, "c", *(variant(f"V{number}") for number in range(3)))
    make_endpoint(world)
    with pytest.raises(ResourceLimitExceeded, match="4 models"):
        ask(world.admin, "CreateEndpoint", EndpointName="f", EndpointConfigName="c")
    assert len(hosting.all_hosts(world.instance)) == 3
    assert [each["EndpointName"] for each in ask(world.admin, "ListEndpoints")["Endpoints"]] == ["e"]


def test_creating_needs_the_configuration_too(world: World) -> None:
    config = make_config(world)
    only = {"Action": "sagemaker:CreateEndpoint", "Resource": "arn:aws:sagemaker:*:*:endpoint/*"}
    jane = world.user("jane", only)
    with pytest.raises(AccessDeniedException, match="endpoint-config/c"):
        ask(jane, "CreateEndpoint", EndpointName="e", EndpointConfigName="c")
    john = world.user("john", only, {"Action": "sagemaker:CreateEndpoint", "Resource": config})
    ask(john, "CreateEndpoint", EndpointName="e", EndpointConfigName="c")


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

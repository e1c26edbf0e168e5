"""Models in real processes: what they answer, what takes them out of service, and what brings them back."""

import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.iam import iam
from sealcanvas.jobs.serving import keeper
from sealcanvas.jobs.serving.frames import BadFrame, receive, send
from sealcanvas.jobs.supervision.settings import Bounds
from sealcanvas.kms import kms
from sealcanvas.kms.cache import set_cache_policy
from sealcanvas.ml.bundle import load_model
from sealcanvas.ml.table import to_csv
from sealcanvas.sagemaker.endpoints.runtime import ModelError, ModelNotReadyException, ValidationError
from sealcanvas.volumes.job_folder import job_volumes_folder
from tests.support.hosting import Hosting, hosting
from tests.support.small_model import small_bundle, small_history, small_series_bundle, small_table

pytestmark = pytest.mark.slow

PERIOD = 1.0


@pytest.fixture(scope="module")
def bundle() -> bytes:
    return small_bundle()


@pytest.fixture
def world(tmp_path: Path, bundle: bytes) -> Iterator[Hosting]:
    with hosting(tmp_path / "home", bundle) as made:
        set_cache_policy(made.working.instance, PERIOD, 1000)
        yield made


def processes() -> set[int]:
    """The worker processes that this process has."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(path.read_text().rpartition(")")[2].split()[1]) == os.getpid():
                found.add(int(path.parent.name))
        except (OSError, ValueError):
            continue
    return found


def hosting_process(world: Hosting) -> int:
    """The one that listens on the model's socket."""
    [place] = world.sockets()
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(place)
        pid = int.from_bytes(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)[:4], "little")
    assert pid in processes()
    return pid


def test_a_model_answers_every_form_at_once_and_for_many(world: Hosting) -> None:
    world.deploy(Environment={"SAGEMAKER_INFERENCE_OUTPUT": "predicted_label,probability"})
    world.wait("InService")
    label, probability = world.invoke().decode().strip().split(",")
    record = json.dumps({"amount": 0.5, "都市": "Kobe"}).encode()
    assert json.loads(world.invoke(record, ContentType="application/json")) == {
        "predicted_label": label,
        "probability": float(probability),
    }
    lines = world.invoke(record + b"\n" + record, ContentType="application/jsonlines").decode().splitlines()
    assert [json.loads(line)["predicted_label"] for line in lines] == [label, label]
    with ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(lambda _: world.invoke(), range(64)))
    assert set(answers) == {f"{label},{probability}\n".encode()}
    for body, members, status in (
        (b"1,2,3\n", {}, 400),
        (b"", {}, 400),
        (b"x", {"ContentType": "image/png"}, 415),
        (b"0.5,Kobe\n", {"Accept": "image/png"}, 406),
        (b"0.5,Kobe\n" * 600_000, {}, 413),
    ):
        with pytest.raises(ModelError) as refused:
            world.invoke(body, **members)
        assert refused.value.members["OriginalStatusCode"] == status
    assert world.invoke().decode().startswith(label)


def take_the_keys_statement(world: Hosting) -> str:
    world.working.let()
    world.let_role("s3:GetObject")
    return "kms:Decrypt"


def disable_the_key(world: Hosting) -> str:
    kms.operations["DisableKey"](world.root, {"KeyId": world.working.key_arn})
    return "kms:Decrypt"


@pytest.mark.parametrize("take_away", [take_the_keys_statement, disable_the_key])
def test_a_key_that_may_not_be_used_takes_the_endpoint_out_of_service_within_a_period(
    world: Hosting, take_away: Any
) -> None:
    world.deploy("A", "B")
    world.wait("InService")
    before = processes()
    action = take_away(world)
    began = time.monotonic()
    found = world.wait("Failed", seconds=10)
    assert time.monotonic() - began < PERIOD + 4.0  # a loaded machine's leisure
    for word in (world.working.key_arn, action, world.working.role_arn.rpartition("/")[2], "Variant"):
        assert word in found["FailureReason"]
    with pytest.raises(ValidationError):
        world.invoke()
    world.until(lambda: len(before - processes()) >= 2, 10)
    volumes = job_volumes_folder(world.working.instance)
    world.until(lambda: not list(volumes.glob("vol-*")), 10)


def test_an_endpoint_whose_key_refuses_from_the_start_never_serves_and_a_new_one_does(world: Hosting) -> None:
    world.working.let()
    world.deploy()
    found = world.wait("Failed")
    assert "kms:GenerateDataKey" in found["FailureReason"]
    assert world.working.key_arn in found["FailureReason"]
    world.working.let("kms:GenerateDataKey", "kms:Decrypt")
    world.ask("DeleteEndpoint", EndpointName="e")
    world.ask("CreateEndpoint", EndpointName="e", EndpointConfigName="c")
    world.wait("InService")
    assert world.invoke()


def test_a_bundle_that_may_not_be_read_is_told(world: Hosting) -> None:
    world.let_role("kms:Decrypt")
    world.deploy()
    assert "s3:GetObject" in world.wait("Failed")["FailureReason"]


def test_a_bundle_that_is_none_is_told(world: Hosting) -> None:
    world.deploy(ModelDataUrl="s3://models-1/none.zip")
    assert "s3" in world.wait("Failed")["FailureReason"]


def test_a_role_that_is_gone_or_trusts_nobody_takes_the_endpoint_out_of_service(world: Hosting) -> None:
    world.deploy()
    world.wait("InService")
    nobody = json.dumps({"Version": "2012-10-17", "Statement": []}).replace(
        "[]", '[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]'
    )
    iam.operations["UpdateAssumeRolePolicy"](world.root, {"RoleName": "Runner", "PolicyDocument": nobody})
    assert world.working.role_arn in world.wait("Failed", seconds=20)["FailureReason"]


def test_a_killed_process_is_replaced_while_the_endpoint_stays_in_service(world: Hosting) -> None:
    world.deploy()
    world.wait("InService")
    answer, place = world.invoke(), world.sockets()
    os.kill(hosting_process(world), signal.SIGKILL)
    world.until(lambda: world.sockets() not in (place, set()))
    assert world.describe()["EndpointStatus"] == "InService"
    assert world.invoke() == answer
    assert not Path(*place).exists()


def test_between_two_processes_callers_are_told_to_wait(world: Hosting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "_FIRST_WAIT", 2.0)
    world.deploy()
    world.wait("InService")
    os.kill(hosting_process(world), signal.SIGKILL)
    with pytest.raises(ModelNotReadyException):
        world.until(lambda: not world.invoke(), 10)


def test_a_model_that_dies_again_and_again_is_given_up(
    tmp_path: Path, bundle: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "_FIRST_WAIT", 0.01)
    monkeypatch.setattr(keeper, "MOST_STARTS", 2)
    with hosting(tmp_path / "home", bundle, Bounds(memory_bytes=40 << 20)) as world:
        world.deploy()
        reason = world.wait("Failed")["FailureReason"]
        assert "more memory than its limit of 40 MiB, 2 times in a row" in reason


def test_what_was_hosted_is_hosted_again_after_a_restart(world: Hosting) -> None:
    world.deploy()
    world.wait("InService")
    answer, place = world.invoke(), world.sockets()
    world.supervisor.stop()
    with pytest.raises(ModelNotReadyException):
        world.invoke()
    world.restart()
    assert world.describe()["EndpointStatus"] == "InService"
    world.until(lambda: world.sockets() not in (place, set()))
    assert world.invoke() == answer


def test_a_deleted_endpoint_s_processes_end(world: Hosting) -> None:
    world.deploy()
    world.wait("InService")
    pid = hosting_process(world)
    world.ask("DeleteEndpoint", EndpointName="e")
    world.until(lambda: pid not in processes(), 10)


def test_an_update_never_leaves_nobody_to_answer(world: Hosting) -> None:
    world.deploy()
    world.wait("InService")
    variant = {"VariantName": "N", "ModelName": "m", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    world.ask("CreateEndpointConfig", EndpointConfigName="d", ProductionVariants=[variant])
    world.let_role("s3:GetObject", "kms:*")  # the new volume lies under the AWS managed key
    world.ask("UpdateEndpoint", EndpointName="e", EndpointConfigName="d")
    answers = 0
    while world.describe()["EndpointStatus"] == "Updating":
        assert world.invoke()
        answers += 1
    assert answers > 1
    assert world.describe()["EndpointConfigName"] == "d"
    assert world.invoke()


def test_an_update_that_ends_between_look_up_and_answer_is_answered_by_the_new_model(
    world: Hosting, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.deploy()
    world.wait("InService")
    variant = {"VariantName": "N", "ModelName": "m", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    world.ask("CreateEndpointConfig", EndpointConfigName="d", ProductionVariants=[variant])
    world.let_role("s3:GetObject", "kms:*")
    module = sys.modules["sealcanvas.sagemaker.endpoints.invoke_endpoint"]  # its package has a function of that name
    hosts_of = module.hosts_of

    def updated_meanwhile(*arguments: Any) -> Any:
        monkeypatch.undo()
        world.ask("UpdateEndpoint", EndpointName="e", EndpointConfigName="d")
        world.wait("InService")
        return hosts_of(*arguments)

    monkeypatch.setattr(module, "hosts_of", updated_meanwhile)
    assert world.invoke()
    assert world.describe()["EndpointConfigName"] == "d"


def test_who_does_not_know_the_word_hears_nothing(world: Hosting) -> None:
    world.deploy()
    world.wait("InService")
    [place] = world.sockets()
    for first in (
        b'{"word": "0", "content_type": "", "accept": "", "length": 1}\nx',
        b"nonsense\n",
        b'{"length": -1}\n',
    ):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(place)
            connection.sendall(first)
            assert connection.recv(100) == b""
    assert (Path(place).stat().st_mode & 0o777, Path(place).parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert world.invoke()


def test_a_request_that_never_ends_holds_nobody_up(world: Hosting) -> None:
    world.deploy()
    world.wait("InService")
    [place] = world.sockets()
    slow = [socket.socket(socket.AF_UNIX) for _ in range(3)]
    for connection in slow:
        connection.connect(place)
        connection.sendall(b'{"length": 100')
    assert world.invoke()
    for connection in slow:
        connection.close()


def test_frames_are_held_to_their_bounds() -> None:
    deadline = time.monotonic() + 5
    for sent in (b"x" * (1 << 17), b'{"length": 99999999}\n', b'{"length": true}\n', b"[]\n", b'{"length": 1}\nxx'):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            theirs.sendall(sent)
            with pytest.raises(BadFrame):
                receive(ours, deadline)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with pytest.raises(TimeoutError):
            receive(ours, time.monotonic() + 0.05)
        send(theirs, {"a": "鍵"}, b"body", deadline)
        assert receive(ours, deadline) == ({"a": "鍵", "length": 4}, b"body")


def test_records_are_answered_as_the_model_itself_does(world: Hosting, bundle: bytes) -> None:
    world.deploy()
    world.wait("InService")
    table = small_table(50, seed=9).select(["amount", "都市"])
    model: Any = load_model(bundle)
    assert world.invoke(to_csv(table)).decode().split() == model.predict(table)["churn"].to_pylist()


def test_a_forecast_model_answers_the_horizon_behind_a_history(tmp_path: Path) -> None:
    with hosting(tmp_path / "home", small_series_bundle()) as world:
        world.deploy()
        world.wait("InService")
        lines = world.invoke(to_csv(small_history(("new",)))).decode().splitlines()
        assert lines[0] == "item,day,p10,p50,p90"
        assert [line.split(",")[:2] for line in lines[1:]] == [["new", f"2026-03-0{day}"] for day in (2, 3, 4)]
        with pytest.raises(ModelError, match="400"):
            world.invoke(b"item,sold\nnew,1\n")

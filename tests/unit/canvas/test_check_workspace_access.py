"""CheckWorkspaceAccess: what it says before a task is what the task meets, and its changes make the task go."""

import json
from typing import Any

import pytest

from sealcanvas.canvas.access_check.obstacle import key_obstacle
from sealcanvas.iam import iam
from sealcanvas.iam.users import user_named
from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.sagemaker import sagemaker
from sealcanvas.service.own_errors import ResourceInUseException, ResourceNotFoundException, ValidationException
from tests.support.instance import ACCOUNT, call_as
from tests.unit.canvas.canvas_world import BUCKET, FORECAST_ROLE, ROLE, SIX, World, policy

TASKS = ("Import", "QuickBuild", "StandardBuild", "Forecast", "BatchPrediction")


def _check(world: World, **members: Any) -> dict[str, Any]:
    return world.canvas("CheckWorkspaceAccess", DomainId=world.domain_id, UserProfileName="ana", **members)


def _allowed(answer: dict[str, Any]) -> set[str]:
    assert [each["Task"] for each in answer["Tasks"]] == list(TASKS)
    return {each["Task"] for each in answer["Tasks"] if each["Allowed"]}


def _refused(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in answer["Checks"] if not each["Decision"]["Allowed"]]


def test_a_workspace_that_works_is_allowed_every_task(world: World) -> None:
    uri = world.upload("cars.csv", b"a\n1\n")
    answer = _check(world, S3Uri=uri)
    assert _allowed(answer) == set(TASKS), [(each["Request"], each["Decision"]["Message"]) for each in _refused(answer)]
    assert answer["Obstacles"] == []
    deciding = [each["Decision"]["Layers"] for each in answer["Checks"]]
    assert all(any(layer.get("Document") for layer in layers) for layers in deciding)  # which statement decides


@pytest.mark.parametrize("left_out", SIX)
def test_each_of_the_six_actions_is_missed_on_each_key(world: World, left_out: str) -> None:
    for key in ("1", "2"):
        world.key_policy(key, forecast=tuple(action for action in SIX if action != left_out))
        answer = _check(world)
        requests = [each["Request"] for each in _refused(answer)]
        assert {each["Action"].lower() for each in requests} == {f"kms:{left_out}".lower()}
        assert {(each["Principal"], each["Resource"]) for each in requests} == {(FORECAST_ROLE, world.keys[key])}
        assert _allowed(answer) == set(TASKS) - {"Forecast"}
        world.key_policy(key)


def _save(world: World, place: str, text: str) -> None:
    arn, _, name = place.partition("#")
    if name:
        request = {"RoleName": arn.rpartition("/")[2], "PolicyName": name, "PolicyDocument": text}
        iam.operations["PutRolePolicy"](world.admin, request)
    elif ":kms:" in place:
        kms.operations["PutKeyPolicy"](world.admin, {"KeyId": place, "Policy": text})
    else:
        request = {"RoleName": arn.rpartition("/")[2], "PolicyDocument": text}
        iam.operations["UpdateAssumeRolePolicy"](world.admin, request)


def test_what_is_offered_for_keys_is_what_the_document_prints_and_makes_all_go(world: World) -> None:
    for key in ("1", "2", "3"):
        world.key_policy(key, role=False, forecast=())
    uri = world.upload("cars.csv", b"a\n1\n")
    answer = _check(world, S3Uri=uri)
    assert _allowed(answer) == set()
    offers = {each["Place"]: each for each in answer["Offers"]}
    assert set(offers) == set(world.keys.values())
    assert all(each["Complete"] for each in offers.values())
    for key in ("1", "2"):
        own, forecast = map(json.loads, offers[world.keys[key]]["Statements"])
        assert (own["Sid"], own["Action"], own["Principal"]) == (
            "ExampleStmt",
            ["kms:Decrypt", "kms:GenerateDataKey"],
            {"AWS": ROLE},
        )
        assert (len(forecast["Action"]), forecast["Principal"]) == (6, {"AWS": FORECAST_ROLE})
    (source,) = map(json.loads, offers[world.keys["3"]]["Statements"])
    assert source["Action"] == ["kms:Decrypt"]
    for place, offer in offers.items():
        _save(world, place, offer["Policy"])
    assert _allowed(_check(world, S3Uri=uri)) == set(TASKS)
    dataset = world.start_import(uri)
    world.work()
    assert world.canvas("DescribeDataset", DatasetId=dataset)["Status"] == "Ready"


def test_a_role_without_any_policy_is_offered_all_that_it_needs(world: World) -> None:
    _strip(world)
    nobody = policy({"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"})
    request = {"RoleName": "CanvasAnalyst", "PolicyDocument": nobody}
    iam.operations["UpdateAssumeRolePolicy"](world.admin, request)
    uri = world.upload("cars.csv", b"a\n1\n")
    answer = _check(world, S3Uri=uri)
    assert _allowed(answer) == set()
    assert {each["Place"] for each in answer["Offers"]} == {ROLE, f"{ROLE}#SealcanvasWorkspace"}
    for offer in answer["Offers"]:
        assert offer["Complete"]
        _save(world, offer["Place"], offer["Policy"])
    assert _allowed(_check(world, S3Uri=uri)) == set(TASKS)
    dataset = world.start_import(uri)
    world.work()
    assert world.canvas("DescribeDataset", DatasetId=dataset)["Status"] == "Ready"


def test_an_offer_that_would_not_help_is_not_made(world: World) -> None:
    everything = policy({"Effect": "Deny", "Action": "kms:*", "Resource": "*"})
    request = {"RoleName": "CanvasAnalyst", "PolicyName": "never", "PolicyDocument": everything}
    iam.operations["PutRolePolicy"](world.admin, request)
    answer = _check(world)
    assert _refused(answer)
    assert answer["Offers"] == []
    assert all(each["Decision"]["Outcome"] == "explicit-deny" for each in _refused(answer))


def test_a_mend_of_a_request_that_nobody_made_is_applied(world: World) -> None:
    world.key_policy("1", role=False)
    (first, _second) = _refused(_check(world))
    shown = [change["Policy"] for change in first["Decision"]["Mend"]["Changes"]]
    with pytest.raises(ResourceInUseException):
        world.canvas("ApplyMend", Request=first["Request"], Policies=["{}"])
    world.canvas("ApplyMend", Request=first["Request"], Policies=shown)
    assert len(_refused(_check(world))) == 1
    with pytest.raises(ValidationException, match="either DecisionId or Request"):
        world.canvas("ApplyMend")


def test_what_no_policy_can_mend_is_an_obstacle(world: World) -> None:
    kms.operations["DisableKey"](world.admin, {"KeyId": world.keys["1"]})
    kms.operations["ScheduleKeyDeletion"](world.admin, {"KeyId": world.keys["2"], "PendingWindowInDays": 7})
    answer = _check(world, S3Uri="s3://department/absent.csv")
    assert _allowed(answer) == set()
    causes = {(each["Cause"], each["Resource"]) for each in answer["Obstacles"]}
    assert causes == {
        ("ObjectMissing", "arn:aws:s3:::department/absent.csv"),
        ("KeyDisabled", world.keys["1"]),
        ("KeyPendingDeletion", world.keys["2"]),
    }


@pytest.mark.parametrize(
    ("members", "moves", "cause"),
    [
        ({"Origin": "EXTERNAL"}, (), "KeyUnavailable"),
        (
            {"MultiRegion": True},
            (("ReplicateKey", {"ReplicaRegion": "eu-west-1"}), ("ScheduleKeyDeletion", {})),
            "KeyPendingDeletion",
        ),
    ],
)
def test_keys_in_states_of_some_keys_only(
    world: World, members: dict[str, Any], moves: tuple[tuple[str, dict[str, Any]], ...], cause: str
) -> None:
    arn = kms.operations["CreateKey"](world.admin, members)["KeyMetadata"]["Arn"]
    for name, request in moves:
        kms.operations[name](world.admin, {"KeyId": arn, **request})
    found = key_obstacle(world.admin, arn)
    assert found is not None
    assert (found.cause, found.hinders) == (cause, True)


@pytest.mark.parametrize(
    ("allowed", "told"),
    [
        ((), {"present": "ObjectHidden", "absent": "ObjectHidden"}),
        (("s3:GetObject",), {"present": "", "absent": "ObjectHidden"}),
        (("s3:GetObject", "s3:ListBucket"), {"present": "", "absent": "ObjectMissing"}),
        (("s3:ListBucket",), {"present": "ObjectHidden", "absent": "ObjectHidden"}),
    ],
)
def test_no_more_is_told_of_an_object_than_s3_tells_the_caller(
    world: World, allowed: tuple[str, ...], told: dict[str, str]
) -> None:
    world.upload("present.csv", b"a\n1\n")
    kms.operations["DisableKey"](world.admin, {"KeyId": world.keys["3"]})
    iam.operations["CreateUser"](world.admin, {"UserName": "eve"})
    actions = ["sealcanvas:CheckWorkspaceAccess", *allowed]
    document = policy({"Action": actions, "Resource": "*"})
    iam.operations["PutUserPolicy"](world.admin, {"UserName": "eve", "PolicyName": "p", "PolicyDocument": document})
    user = user_named(world.instance, ACCOUNT, "eve")
    assert user is not None
    eve = call_as(world.instance, user.principal)
    for name, cause in told.items():
        answer = world.canvas(
            "CheckWorkspaceAccess",
            eve,
            DomainId=world.domain_id,
            UserProfileName="ana",
            S3Uri=f"s3://department/{name}.csv",
        )
        causes = {each["Cause"] for each in answer["Obstacles"]}
        seen = {"KeyDisabled"} if name == "present" and not cause else {cause}
        assert causes == seen, (name, answer["Obstacles"])
        keys = {each["Request"]["Resource"] for each in answer["Checks"]}
        assert (world.keys["3"] in keys) == (name == "present" and not cause)


def test_time_series_that_are_off_hinder_forecasts_alone(world: World) -> None:
    settings = {"CanvasAppSettings": {"TimeSeriesForecastingSettings": {"Status": "DISABLED"}}}
    name = {"DomainId": world.domain_id, "UserProfileName": "ana"}
    sagemaker.operations["UpdateUserProfile"](world.admin, {**name, "UserSettings": settings})
    answer = _check(world)
    assert _allowed(answer) == set(TASKS) - {"Forecast"}
    assert [each["Cause"] for each in answer["Obstacles"]] == ["TimeSeriesDisabled"]


def _strip(world: World) -> None:
    name = {"RoleName": "CanvasAnalyst"}
    for attached in iam.operations["ListAttachedRolePolicies"](world.admin, name)["AttachedPolicies"]:
        iam.operations["DetachRolePolicy"](world.admin, {**name, "PolicyArn": attached["PolicyArn"]})
    for inline in iam.operations["ListRolePolicies"](world.admin, name)["PolicyNames"]:
        iam.operations["DeleteRolePolicy"](world.admin, {**name, "PolicyName": inline})


def test_a_role_that_is_gone_is_told_and_nothing_else(world: World) -> None:
    _strip(world)
    iam.operations["DeleteRole"](world.admin, {"RoleName": "CanvasAnalyst"})
    answer = _check(world)
    assert _allowed(answer) == set()
    assert [(each["Cause"], each["Resource"]) for each in answer["Obstacles"]] == [("RoleMissing", ROLE)]
    assert answer["Checks"] == []


def test_a_bucket_that_demands_another_key_is_found(world: World) -> None:
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{BUCKET}/*",
        "Condition": {
            "StringNotEqualsIfExists": {"s3:x-amz-server-side-encryption-aws-kms-key-id": world.keys["3"]},
        },
    }
    s3.operations["PutBucketPolicy"](world.admin, {"Bucket": BUCKET, "Policy": policy(statement)})
    refused = _refused(_check(world))
    assert {each["Request"]["Action"] for each in refused} == {"s3:PutObject"}


def test_a_domain_that_is_not_there_is_not_told_of(world: World) -> None:
    with pytest.raises(ResourceNotFoundException):
        world.canvas("CheckWorkspaceAccess", DomainId="d-000000000000", UserProfileName="ana")
    with pytest.raises(ResourceNotFoundException):
        world.canvas("CheckWorkspaceAccess", DomainId=world.domain_id, UserProfileName="nobody")

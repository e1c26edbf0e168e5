"""A domain moves to other keys while it is in use (docs/rekey.md); the jobs run in this process as their roles."""

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from sealcanvas.canvas import stored as canvas_stored
from sealcanvas.canvas.models import build_tabular
from sealcanvas.canvas.rekey import copy_in_place, objects, stored, turn
from sealcanvas.canvas.rekey.advance import advance
from sealcanvas.canvas.rekey.forecast_stores import at_work, stores_of
from sealcanvas.forecast import stored as forecast_stored
from sealcanvas.forecast.predictors import predictor
from sealcanvas.iam import iam
from sealcanvas.jobs.job import JobSpec
from sealcanvas.jobs.queue import stop, submit
from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.sagemaker import sagemaker
from sealcanvas.service.body import BytesBody
from sealcanvas.service.own_errors import (
    AccessDeniedException,
    ResourceInUseException,
    ResourceNotFoundException,
    ValidationException,
)
from sealcanvas.volumes.store_volume import create_store_volume
from sealcanvas.volumes.walk import walk
from tests.support.instance import ACCOUNT
from tests.unit.canvas.canvas_world import BUCKET, ROLE, SIX, World, cars, months, policy


@pytest.fixture
def keys(world: World) -> World:
    """The world, with two further keys, `4` and `5`, that its roles may use."""
    for name in "45":
        world.keys[name] = kms.operations["CreateKey"](world.admin, {})["KeyMetadata"]["Arn"]
        world.key_policy(name)
    return world


def start(world: World, app: str | None = "4", storage: str | None = "5") -> str:
    request: dict[str, Any] = {"DomainId": world.domain_id}
    request |= {"AppKmsKeyId": world.keys[app]} if app else {}
    request |= {"StorageKmsKeyId": world.keys[storage]} if storage else {}
    return str(world.canvas("StartRekey", **request)["RekeyId"])


def described(world: World, **members: Any) -> dict[str, Any]:
    return world.canvas("DescribeRekey", DomainId=world.domain_id, **members)


def finished(world: World) -> dict[str, Any]:
    """The newest rekey, as far as it goes by itself."""
    advance(world.instance)
    return described(world)


def put(world: World, name: str, content: bytes, key: str = "2", **members: Any) -> None:
    seal = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": world.keys[key]}
    request = {"Bucket": BUCKET, "Key": f"Canvas/ana/{name}", "Body": BytesBody(content), **seal, **members}
    s3.operations["PutObject"](world.role(), request)


def head(world: World, name: str) -> dict[str, Any]:
    request = {"Bucket": BUCKET, "Key": name if name.startswith("Canvas/") else f"Canvas/ana/{name}"}
    return s3.operations["HeadObject"](world.role(), request)


def disable(world: World, *names: str) -> None:
    for name in names:
        kms.operations["DisableKey"](world.admin, {"KeyId": world.keys[name]})


def test_everything_moves_and_the_old_keys_are_not_needed_any_more(keys: World) -> None:
    dataset_id = keys.imported(cars())
    put(keys, "notes.txt", b"mine", Metadata={"author": "ana"}, Tagging="team=blue")
    start(keys)
    rekey = finished(keys)
    assert (rekey["Status"], rekey["Phase"], rekey["ProgressPercent"]) == ("Completed", "Completed", 100), rekey
    assert rekey["FormerKeyArns"] == sorted([keys.keys["1"], keys.keys["2"]])
    counts = {each["Kind"]: (each["ArtifactsDone"], each["ArtifactsTotal"]) for each in rekey["Progress"]}
    assert counts == {"VolumeFiles": (1, 1), "Objects": (2, 2), "ForecastStores": (0, 0)}
    assert rekey["Progress"] == rekey["Verified"]
    assert {file.key_arn for file in walk(keys.instance)} == {keys.keys["4"]}
    assert all(file.problem == "" for file in walk(keys.instance))
    assert kms.operations["ListGrants"](keys.admin, {"KeyId": keys.keys["1"]})["Grants"] == []
    [grant] = kms.operations["ListGrants"](keys.admin, {"KeyId": keys.keys["4"]})["Grants"]
    assert grant["Constraints"]["SourceArn"].endswith(f":domain/{keys.domain_id}")

    for name in "12":
        kms.operations["ScheduleKeyDeletion"](keys.admin, {"KeyId": keys.keys[name], "PendingWindowInDays": 7})
    dataset = keys.canvas("DescribeDataset", DatasetId=dataset_id)
    assert dataset["SSEKMSKeyId"] == keys.keys["5"]
    assert keys.read(dataset["S3Uri"]) == cars()
    assert len(keys.canvas("PreviewDataset", DatasetId=dataset_id)["Rows"]) == 100
    notes = head(keys, "notes.txt")
    assert (notes["Metadata"], notes["TagCount"], notes["SSEKMSKeyId"]) == ({"author": "ana"}, 1, keys.keys["5"])
    another = keys.canvas("DescribeDataset", DatasetId=keys.imported(cars(), "again.csv"))
    assert another["SSEKMSKeyId"] == keys.keys["5"]


def test_settings_name_the_new_keys_at_once_and_new_writes_go_there(keys: World) -> None:
    request = {
        "DomainId": keys.domain_id,
        "UserProfileName": "bob",
        "UserSettings": {"SharingSettings": {"S3KmsKeyId": keys.keys["3"]}},
    }
    sagemaker.operations["CreateUserProfile"](keys.admin, request)
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": keys.keys["2"]}}
    encryption = {"Bucket": BUCKET, "ServerSideEncryptionConfiguration": {"Rules": [rule]}}
    s3.operations["PutBucketEncryption"](keys.admin, encryption)
    earlier = keys.imported(cars(), "earlier.csv")
    start(keys)
    later = keys.imported(cars(), "later.csv")
    assert keys.canvas("DescribeDataset", DatasetId=later)["SSEKMSKeyId"] == keys.keys["5"]
    assert keys.canvas("DescribeDataset", DatasetId=earlier)["SSEKMSKeyId"] == keys.keys["2"]
    assert sorted(file.key_arn for file in walk(keys.instance)) == sorted([keys.keys["1"], keys.keys["4"]])
    for dataset_id in (earlier, later):
        assert keys.canvas("PreviewDataset", DatasetId=dataset_id)["Rows"]
    domain = sagemaker.operations["DescribeDomain"](keys.admin, {"DomainId": keys.domain_id})
    assert domain["KmsKeyId"] == keys.keys["4"]
    workspace = domain["DefaultUserSettings"]["CanvasAppSettings"]["WorkspaceSettings"]
    assert workspace["S3KmsKeyId"] == keys.keys["5"]
    named = {"DomainId": keys.domain_id, "UserProfileName": "bob"}
    bob = sagemaker.operations["DescribeUserProfile"](keys.admin, named)
    assert bob["UserSettings"]["SharingSettings"]["S3KmsKeyId"] == keys.keys["5"]
    found = s3.operations["GetBucketEncryption"](keys.admin, {"Bucket": BUCKET})
    [rule] = found["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"] == keys.keys["5"]
    assert finished(keys)["Status"] == "Completed"


@pytest.mark.parametrize(("app", "storage", "left"), [("4", None, "2"), (None, "5", "1")])
def test_either_key_may_be_moved_alone(keys: World, app: str | None, storage: str | None, left: str) -> None:
    dataset_id = keys.imported(cars())
    start(keys, app, storage)
    rekey = finished(keys)
    assert rekey["Status"] == "Completed"
    disable(keys, *{"1", "2"} - {left})
    assert keys.canvas("PreviewDataset", DatasetId=dataset_id)["Rows"]
    disable(keys, left)
    with pytest.raises(ValidationException, match="is disabled"):
        keys.canvas("PreviewDataset", DatasetId=dataset_id)


def test_a_domain_without_keys_gets_its_own(keys: World) -> None:
    request = {"DomainName": "plain", "AuthMode": "IAM", "DefaultUserSettings": {"ExecutionRole": ROLE}}
    keys.domain_id = sagemaker.operations["CreateDomain"](keys.admin, request)["DomainId"]
    sagemaker.operations["CreateUserProfile"](keys.admin, {"DomainId": keys.domain_id, "UserProfileName": "eve"})
    uri = keys.upload("cars.csv", cars())
    members: dict[str, Any] = {"UserProfileName": "eve", "DatasetName": "cars", "S3Uri": uri}
    dataset_id = keys.canvas("ImportDataset", DomainId=keys.domain_id, **members)["DatasetId"]
    keys.work()
    managed = kms.operations["DescribeKey"](keys.admin, {"KeyId": "alias/aws/s3"})["KeyMetadata"]["Arn"]
    assert keys.canvas("DescribeDataset", DatasetId=dataset_id)["SSEKMSKeyId"] == managed
    start(keys)
    rekey = finished(keys)
    assert rekey["Status"] == "Completed", rekey
    assert keys.canvas("DescribeDataset", DatasetId=dataset_id)["SSEKMSKeyId"] == keys.keys["5"]
    domain = sagemaker.operations["DescribeDomain"](keys.admin, {"DomainId": keys.domain_id})
    assert domain["KmsKeyId"] == keys.keys["4"]
    disable(keys, "4")
    with pytest.raises(ValidationException, match="is disabled"):
        keys.canvas("PreviewDataset", DatasetId=dataset_id)


def test_a_key_that_cannot_be_used_is_refused_before_anything_changes(keys: World) -> None:
    with pytest.raises(ValidationException, match="StorageKmsKeyId, AppKmsKeyId or both"):
        start(keys, None, None)
    disable(keys, "5")
    with pytest.raises(ValidationException, match="its state is Disabled"):
        start(keys)
    kms.operations["EnableKey"](keys.admin, {"KeyId": keys.keys["5"]})
    keys.key_policy("5", role=False)
    with pytest.raises(AccessDeniedException, match=f"kms:GenerateDataKey on resource: {keys.keys['5']}"):
        start(keys)
    domain = sagemaker.operations["DescribeDomain"](keys.admin, {"DomainId": keys.domain_id})
    assert domain["KmsKeyId"] == keys.keys["1"]
    assert kms.operations["ListGrants"](keys.admin, {"KeyId": keys.keys["4"]})["Grants"] == []
    with pytest.raises(ResourceNotFoundException):
        described(keys)


def test_a_bucket_policy_that_demands_the_old_key_is_told_before_anything_changes(keys: World) -> None:
    keys.imported(cars())
    statement = {
        "Sid": "OnlyTheOldKey",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{BUCKET}/*",
        "Condition": {"StringNotEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": keys.keys["2"]}},
    }
    s3.operations["PutBucketPolicy"](keys.admin, {"Bucket": BUCKET, "Policy": policy(statement)})
    with pytest.raises(AccessDeniedException, match="s3:PutObject"):
        start(keys)
    assert (
        sagemaker.operations["DescribeDomain"](keys.admin, {"DomainId": keys.domain_id})["KmsKeyId"] == keys.keys["1"]
    )


def test_who_may_not_is_refused(keys: World) -> None:
    with pytest.raises(AccessDeniedException, match="sealcanvas:StartRekey"):
        keys.canvas("StartRekey", keys.role(), DomainId=keys.domain_id, AppKmsKeyId=keys.keys["4"])
    with pytest.raises(AccessDeniedException, match="sealcanvas:DescribeRekey"):
        keys.canvas("DescribeRekey", keys.role(), DomainId=keys.domain_id)


@pytest.mark.parametrize(
    ("take_away", "give_back", "words"),
    [
        (
            lambda w: disable(w, "2"),
            lambda w: kms.operations["EnableKey"](w.admin, {"KeyId": w.keys["2"]}),
            "KeyDisabled",
        ),
        (lambda w: w.key_policy("2", role=False), lambda w: w.key_policy("2"), "KeyNotPermitted"),
        (lambda w: w.key_policy("5", role=False), lambda w: w.key_policy("5"), "KeyNotPermitted"),
        (
            lambda w: disable(w, "4"),
            lambda w: kms.operations["EnableKey"](w.admin, {"KeyId": w.keys["4"]}),
            "KeyDisabled",
        ),
    ],
)
def test_a_key_that_is_taken_away_pauses_it_and_given_back_it_goes_on(
    keys: World, take_away: Callable[[World], None], give_back: Callable[[World], None], words: str
) -> None:
    dataset_id = keys.imported(cars())
    rekey_id = start(keys)
    take_away(keys)
    rekey = finished(keys)
    assert (rekey["Status"], rekey["FailureCause"]) == ("Paused", words), rekey
    for word in ("kms:", "arn:aws:kms:"):
        assert word in rekey["FailureReason"]
    assert "CanvasAnalyst" in rekey["FailureReason"] or "sagemaker.amazonaws.com" in rekey["FailureReason"]
    give_back(keys)
    assert keys.canvas("PreviewDataset", DatasetId=dataset_id)["Rows"]
    assert finished(keys)["Status"] == "Paused"  # until somebody says so
    assert start(keys) == rekey_id
    rekey = finished(keys)
    assert rekey["Status"] == "Completed"
    assert "FailureReason" not in rekey
    disable(keys, "1", "2")
    assert keys.canvas("PreviewDataset", DatasetId=dataset_id)["Rows"]


def test_a_revoked_grant_pauses_it(keys: World) -> None:
    keys.imported(cars())
    [grant] = kms.operations["ListGrants"](keys.admin, {"KeyId": keys.keys["1"]})["Grants"]
    start(keys)
    kms.operations["RevokeGrant"](keys.admin, {"KeyId": keys.keys["1"], "GrantId": grant["GrantId"]})
    rekey = finished(keys)
    assert (rekey["Status"], rekey["FailureCause"]) == ("Paused", "KeyNotPermitted")
    for word in ("kms:Decrypt", keys.keys["1"], "sagemaker.amazonaws.com"):
        assert word in rekey["FailureReason"]


def test_it_waits_for_what_began_before_and_moves_what_that_writes(keys: World) -> None:
    dataset_id = keys.start_import(keys.upload("cars.csv", cars()))
    start(keys)
    rekey = finished(keys)
    assert (rekey["Status"], rekey["Phase"]) == ("InProgress", "Waiting")
    assert "dataset-version/" in rekey["WaitingFor"][0]
    keys.work()
    assert keys.canvas("DescribeDataset", DatasetId=dataset_id)["SSEKMSKeyId"] == keys.keys["2"]
    assert finished(keys)["Status"] == "Completed"
    assert keys.canvas("DescribeDataset", DatasetId=dataset_id)["SSEKMSKeyId"] == keys.keys["5"]


def test_it_waits_for_an_upload_that_began_before(keys: World) -> None:
    place = {"Bucket": BUCKET, "Key": "Canvas/ana/large.bin"}
    seal = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": keys.keys["2"]}
    upload = {**place, "UploadId": s3.operations["CreateMultipartUpload"](keys.role(), {**place, **seal})["UploadId"]}
    start(keys)
    rekey = finished(keys)
    assert rekey["Phase"] == "Waiting"
    assert "large.bin" in rekey["WaitingFor"][0]
    part = {**upload, "PartNumber": 1, "Body": BytesBody(b"x" * 70_000)}
    etag = s3.operations["UploadPart"](keys.role(), part)["ETag"]
    parts = {"MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": etag}]}}
    s3.operations["CompleteMultipartUpload"](keys.role(), {**upload, **parts})
    assert finished(keys)["Status"] == "Completed"
    disable(keys, "2")
    assert keys.read(f"s3://{BUCKET}/Canvas/ana/large.bin") == b"x" * 70_000


def test_a_write_in_between_is_not_lost(keys: World, monkeypatch: pytest.MonkeyPatch) -> None:
    put(keys, "a.txt", b"old")
    put(keys, "b.txt", b"going")
    calls: list[str] = []

    def between(role: Any, bucket: str, record: Any, *rest: Any) -> None:
        if not calls:
            put(keys, "a.txt", b"newer")  # still under the old key, as a client may that names it
            s3.operations["DeleteObject"](keys.role(), {"Bucket": BUCKET, "Key": "Canvas/ana/b.txt"})
        calls.append(record.key)
        copy_in_place.copy_in_place(role, bucket, record, *rest)

    monkeypatch.setattr(objects, "copy_in_place", between)
    start(keys)
    for _ in range(3):
        rekey = finished(keys)
    assert rekey["Status"] == "Completed", rekey
    assert keys.read(f"s3://{BUCKET}/Canvas/ana/a.txt") == b"newer"
    assert head(keys, "a.txt")["SSEKMSKeyId"] == keys.keys["5"]
    assert s3.operations["ListObjectsV2"](keys.admin, {"Bucket": BUCKET})["KeyCount"] == 1


def test_contexts_and_bucket_keys_stay(keys: World) -> None:
    context = "eyJjYXNlIjoiNyJ9"  # {"case":"7"}
    put(keys, "case.txt", b"x", SSEKMSEncryptionContext=context, BucketKeyEnabled=True)
    start(keys, None)
    assert finished(keys)["Status"] == "Completed"
    seen = head(keys, "case.txt")
    assert (seen["SSEKMSKeyId"], seen["BucketKeyEnabled"]) == (keys.keys["5"], True)
    records = keys.instance.trail.newest(200)
    asked = [
        r
        for r in records
        if r["eventName"] == "GenerateDataKey" and r["requestParameters"].get("KeyId") == keys.keys["5"]
    ]
    assert asked[0]["requestParameters"]["EncryptionContext"] == {"aws:s3:arn": f"arn:aws:s3:::{BUCKET}", "case": "7"}


def test_another_domains_objects_below_the_same_prefix_stay_as_they_are(keys: World) -> None:
    first, mine = keys.domain_id, keys.imported(cars())
    settings = {
        "ExecutionRole": ROLE,
        "CanvasAppSettings": {"WorkspaceSettings": {"S3KmsKeyId": keys.keys["3"]}},
    }
    request = {"DomainName": "other", "AuthMode": "IAM", "KmsKeyId": keys.keys["3"], "DefaultUserSettings": settings}
    keys.domain_id = sagemaker.operations["CreateDomain"](keys.admin, request)["DomainId"]
    sagemaker.operations["CreateUserProfile"](keys.admin, {"DomainId": keys.domain_id, "UserProfileName": "ana"})
    theirs = keys.imported(cars())
    put(keys, "stray-of-mine.txt", b"x", "2")
    put(keys, "stray-of-theirs.txt", b"x", "3")
    keys.domain_id = first
    start(keys)
    assert finished(keys)["Status"] == "Completed"
    assert keys.canvas("DescribeDataset", DatasetId=mine)["SSEKMSKeyId"] == keys.keys["5"]
    theirs_now = keys.canvas("DescribeDataset", DatasetId=theirs)
    assert head(keys, theirs_now["S3Uri"].partition(f"{BUCKET}/")[2])["SSEKMSKeyId"] == keys.keys["3"]
    assert head(keys, "stray-of-mine.txt")["SSEKMSKeyId"] == keys.keys["5"]
    assert head(keys, "stray-of-theirs.txt")["SSEKMSKeyId"] == keys.keys["3"]


def test_what_a_deleted_user_profile_left_moves_as_the_domains_role(keys: World) -> None:
    dataset_id = keys.imported(cars())
    uri = keys.canvas("DescribeDataset", DatasetId=dataset_id)["S3Uri"]
    sagemaker.operations["DeleteUserProfile"](keys.admin, {"DomainId": keys.domain_id, "UserProfileName": "ana"})
    start(keys)
    assert finished(keys)["Status"] == "Completed"
    disable(keys, "2")
    assert keys.read(uri) == cars()


def test_one_at_a_time_and_others_take_over(keys: World) -> None:
    keys.imported(cars())
    first = start(keys)
    assert start(keys) == first
    with pytest.raises(ResourceInUseException, match=first):
        start(keys, "3", None)
    keys.canvas("StopRekey", DomainId=keys.domain_id)
    assert finished(keys)["Status"] == "Stopped"
    with pytest.raises(ResourceInUseException, match="nothing to stop"):
        keys.canvas("StopRekey", DomainId=keys.domain_id)
    second = start(keys, "3", "5")
    assert second != first
    assert finished(keys)["Status"] == "Completed"
    for name in "14":
        assert kms.operations["ListGrants"](keys.admin, {"KeyId": keys.keys[name]})["Grants"] == []
    listed = keys.canvas("ListRekeys", DomainId=keys.domain_id, MaxResults=1)
    assert [each["RekeyId"] for each in listed["Rekeys"]] == [second]
    rest = keys.canvas("ListRekeys", DomainId=keys.domain_id, NextToken=listed["NextToken"])
    assert [each["RekeyId"] for each in rest["Rekeys"]] == [first]
    assert described(keys, RekeyId=first)["Status"] == "Stopped"
    with pytest.raises(ValidationException):
        keys.canvas("ListRekeys", DomainId=keys.domain_id, NextToken="nonsense")


def test_to_the_same_keys_it_gathers_what_lies_under_older_ones(keys: World) -> None:
    put(keys, "older.txt", b"x", "3")
    start(keys, "1", "2")
    rekey = finished(keys)
    assert (rekey["Status"], rekey["FormerKeyArns"]) == ("Completed", [keys.keys["3"]])
    assert head(keys, "older.txt")["SSEKMSKeyId"] == keys.keys["2"]
    assert len(kms.operations["ListGrants"](keys.admin, {"KeyId": keys.keys["1"]})["Grants"]) == 1


def test_a_key_changed_meanwhile_pauses_it(keys: World) -> None:
    start(keys)
    settings = {"CanvasAppSettings": {"WorkspaceSettings": {"S3KmsKeyId": keys.keys["3"]}}}
    update = {"DomainId": keys.domain_id, "DefaultUserSettings": settings}
    sagemaker.operations["UpdateDomain"](keys.admin, update)
    rekey = finished(keys)
    assert rekey["Status"] == "Paused"
    assert keys.keys["3"] in rekey["FailureReason"]


def test_a_deleted_domain_ends_it_and_its_grants(keys: World) -> None:
    start(keys)
    sagemaker.operations["DeleteUserProfile"](keys.admin, {"DomainId": keys.domain_id, "UserProfileName": "ana"})
    sagemaker.operations["DeleteDomain"](keys.admin, {"DomainId": keys.domain_id})
    rekey = finished(keys)
    assert rekey["Status"] == "Stopped"
    assert "was deleted" in rekey["FailureReason"]
    for name in "14":
        assert kms.operations["ListGrants"](keys.admin, {"KeyId": keys.keys[name]})["Grants"] == []


def test_a_role_that_is_gone_pauses_it(keys: World) -> None:
    keys.imported(cars())
    start(keys, None)
    trust = policy({"Principal": {"Service": "forecast.amazonaws.com"}, "Action": "sts:AssumeRole"})
    request = {"RoleName": "CanvasAnalyst", "PolicyDocument": trust}
    iam.operations["UpdateAssumeRolePolicy"](keys.admin, request)
    rekey = finished(keys)
    assert (rekey["Status"], rekey["FailureCause"]) == ("Paused", "AccessDenied")
    assert ROLE in rekey["FailureReason"]


def test_who_asked_kms_stands_in_the_audit_trail(keys: World) -> None:
    dataset_id = keys.imported(cars())
    start(keys)
    assert finished(keys)["Status"] == "Completed"
    uri = keys.canvas("DescribeDataset", DatasetId=dataset_id)["S3Uri"]
    arn = f"arn:aws:s3:::{uri.removeprefix('s3://')}"
    seen = set()
    for record in keys.instance.trail.newest(400):
        if record["eventSource"] != "kms.amazonaws.com" or "errorCode" in record:
            continue
        who = record["userIdentity"].get("arn") or record["userIdentity"]["invokedBy"]
        via = record["sealcanvas"]["via"][-1].partition(".")[0] if record["sealcanvas"]["via"] else ""
        context = next(iter(record["requestParameters"].get("EncryptionContext", {}).values()), "")
        key = next((name for name, key in keys.keys.items() if key == record["resources"][0]["ARN"]), "")
        seen.add((record["eventName"], key, who.rpartition(":")[2].partition("/S")[0], via, context[:3]))
    role, service = "assumed-role/CanvasAnalyst", "sagemaker.amazonaws.com"
    assert seen >= {
        ("CreateGrant", "4", "user/admin", "sagemaker", ""),
        ("GenerateDataKeyWithoutPlaintext", "4", service, "", "fs-"),
        ("Decrypt", "1", service, "", "fs-"),
        ("Decrypt", "4", service, "", "fs-"),
        ("RetireGrant", "1", service, "", ""),
        ("Decrypt", "2", role, "s3", arn[:3]),
        ("GenerateDataKey", "5", role, "s3", arn[:3]),
        ("Decrypt", "5", role, "s3", arn[:3]),
    }


class Killed(BaseException):
    """As if the process ended here: whatever was not committed is undone."""


@pytest.mark.slow
@pytest.mark.parametrize("moment", range(1, 40, 3))
def test_killed_at_any_moment_it_goes_on_and_loses_nothing(
    keys: World, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    dataset_id = keys.imported(cars())
    for number in range(3):
        put(keys, f"{number}.txt", b"%d" % number * 1000)
    start(keys)
    database, transaction, left = keys.instance.database, keys.instance.database.transaction, [moment]

    def counted() -> Any:
        if threading.current_thread() is not threading.main_thread():
            return transaction()
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        return transaction()

    monkeypatch.setattr(database, "transaction", counted)
    with pytest.raises(Killed):
        advance(keys.instance)
    monkeypatch.undo()
    assert keys.canvas("PreviewDataset", DatasetId=dataset_id)["Rows"]
    rekey = finished(keys)
    assert rekey["Status"] == "Completed", rekey
    assert rekey["Verified"][1]["ArtifactsDone"] == rekey["Verified"][1]["ArtifactsTotal"] == 4
    disable(keys, "1", "2")
    assert keys.canvas("PreviewDataset", DatasetId=dataset_id)["Rows"]
    for number in range(3):
        assert keys.read(f"s3://{BUCKET}/Canvas/ana/{number}.txt") == b"%d" % number * 1000
    assert all(file.problem == "" for file in walk(keys.instance))


def test_objects_too_large_for_one_copy_are_copied_in_parts(keys: World, monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytes(range(256)) * 60_000
    put(keys, "large.bin", content, Metadata={"a": "b"}, Tagging="team=blue", ContentType="text/x")
    monkeypatch.setattr(copy_in_place, "PART", 6 << 20)
    in_parts = partial(copy_in_place.copy_in_place, longest=6 << 20)
    monkeypatch.setattr(objects, "copy_in_place", in_parts)
    start(keys, None)
    assert finished(keys)["Status"] == "Completed"
    seen = head(keys, "large.bin")
    assert (seen["SSEKMSKeyId"], seen["Metadata"], seen["ContentType"]) == (keys.keys["5"], {"a": "b"}, "text/x")
    assert (seen["TagCount"], seen["ETag"].endswith('-3"')) == (1, True)
    assert keys.read(f"s3://{BUCKET}/Canvas/ana/large.bin") == content
    assert stored.find(keys.instance, described(keys)["RekeyId"]).details["upload"] == []
    listed = s3.operations["ListMultipartUploads"](keys.admin, {"Bucket": BUCKET})
    assert listed.get("Uploads", []) == []


def test_another_accounts_domain_is_not_there(keys: World) -> None:
    stranger = replace(keys.admin, principal=replace(keys.admin.principal, account="444455556666"))
    with pytest.raises((AccessDeniedException, ResourceNotFoundException)):
        keys.canvas("DescribeRekey", stranger, DomainId=keys.domain_id)
    assert ACCOUNT in keys.keys["1"]


@pytest.mark.slow
def test_models_forecasts_and_their_stores_move_and_go_on_working(keys: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(build_tabular._SECONDS, "quick", 1)
    monkeypatch.setitem(predictor._BUDGETS, "quick", 1.0)
    cars_id, months_id = keys.imported(cars()), keys.imported(months(), "months.csv")
    series = {"ItemIdColumn": "industry", "TimestampColumn": "month", "ForecastHorizon": 6, "ForecastFrequency": "M"}
    requests: dict[str, dict[str, Any]] = {
        "mileage": {"DatasetId": cars_id, "TargetColumn": "燃費", "ProblemType": "Regression"},
        "jobs": {
            "DatasetId": months_id,
            "TargetColumn": "employees",
            "ProblemType": "TimeSeriesForecasting",
            "TimeSeriesConfig": series,
        },
    }
    made = {
        name: keys.canvas("CreateModelVersion", ModelName=name, **request)["ModelVersionId"]
        for name, request in requests.items()
    }
    keys.work()
    wishes: list[dict[str, Any]] = [
        {"ModelVersionId": made["mileage"], "DatasetId": cars_id},
        {"ModelVersionId": made["jobs"]},
    ]
    predicted = [keys.canvas("CreateBatchPrediction", **wish)["PredictionId"] for wish in wishes]
    keys.work()
    keys.key_policy("4", forecast=tuple(action for action in SIX if action != "RetireGrant"))
    with pytest.raises(AccessDeniedException, match="perform: kms:RetireGrant"):
        start(keys)
    keys.key_policy("4")
    # One more forecast, begun before: its store is at work, and moves when it is done.
    begun = keys.canvas("CreateBatchPrediction", ModelVersionId=made["jobs"])["PredictionId"]
    start(keys)
    rekey = finished(keys)
    assert rekey["Phase"] == "Waiting"
    assert any(begun in each for each in rekey["WaitingFor"])
    keys.work()
    rekey = finished(keys)
    assert rekey["WaitingFor"] == []
    assert rekey["Status"] == "Completed", rekey
    counts = {each["Kind"]: each["ArtifactsDone"] for each in rekey["Verified"]}
    objects_in_all = s3.operations["ListObjectsV2"](keys.admin, {"Bucket": BUCKET})["KeyCount"]
    assert objects_in_all >= 10
    assert counts == {"VolumeFiles": 2, "Objects": objects_in_all, "ForecastStores": 4}
    assert {file.key_arn for file in walk(keys.instance)} == {keys.keys["4"]}

    for name in "12":
        kms.operations["ScheduleKeyDeletion"](keys.admin, {"KeyId": keys.keys[name], "PendingWindowInDays": 7})
    shown = {name: keys.canvas("DescribeModelVersion", ModelVersionId=version) for name, version in made.items()}
    assert all(version["Metrics"] for version in shown.values())
    assert (shown["mileage"]["SSEKMSKeyId"], shown["jobs"]["SSEKMSKeyId"]) == (keys.keys["5"], keys.keys["4"])
    for prediction_id in (*predicted, begun):
        prediction = keys.canvas("DescribePrediction", PredictionId=prediction_id)
        assert (prediction["Status"], prediction["SSEKMSKeyId"]) == ("Ready", keys.keys["5"])
        assert keys.read(prediction["OutputS3Uri"])
    again = [keys.canvas("CreateBatchPrediction", **wish)["PredictionId"] for wish in wishes]
    keys.work()
    for prediction_id in again:
        prediction = keys.canvas("DescribePrediction", PredictionId=prediction_id)
        assert prediction["Status"] == "Ready", prediction
    rebuilt = keys.canvas("CreateModelVersion", ModelName="jobs", **requests["jobs"])["ModelVersionId"]
    keys.work()
    assert keys.canvas("DescribeModelVersion", ModelVersionId=rebuilt)["Status"] == "Ready"
    assert {file.key_arn for file in walk(keys.instance)} == {keys.keys["4"]}


def test_a_store_that_a_job_works_on_is_left_until_it_ends(keys: World) -> None:
    call = keys.admin
    volume = create_store_volume(call, f"arn:aws:forecast:us-east-1:{ACCOUNT}:dataset/x", keys.keys["1"])
    assert not at_work(keys.instance, volume)
    arn = f"arn:aws:forecast:us-east-1:{ACCOUNT}:predictor/y"
    spec = JobSpec("test", arn, ROLE, "forecast", "nothing", {"inputs": [{"volume_id": volume.volume_id}]})
    stranger = arn.replace(ACCOUNT, "444455556666")
    submit(call, replace(spec, arn=stranger))
    submit(call, replace(spec, arn=f"{arn}2", payload={"note": f"not {volume.volume_id}", "volume_id": ["no"]}))
    assert not at_work(keys.instance, volume)
    submit(call, spec)
    assert at_work(keys.instance, volume)
    stop(keys.instance, arn)
    assert not at_work(keys.instance, volume)


def test_every_version_of_a_dataset_moves_and_tells_its_key(keys: World) -> None:
    dataset_id = keys.imported(cars())
    keys.canvas("UpdateDataset", DatasetId=dataset_id, S3Uri=keys.upload("newer.csv", cars(140)))
    keys.work()
    start(keys)
    assert finished(keys)["Status"] == "Completed"
    disable(keys, "1", "2")
    for number, rows in ((1, 120), (2, 140)):
        version = keys.canvas("DescribeDataset", DatasetId=dataset_id, DatasetVersion=number)
        assert (version["RowCount"], version["SSEKMSKeyId"]) == (rows, keys.keys["5"])
        assert keys.read(version["S3Uri"]) == cars(rows)


def artifact_path(world: World, uri: str) -> None:
    """Have the domain's artifacts below `uri`, in a bucket of its own that its role may use."""
    bucket = uri.removeprefix("s3://").partition("/")[0]
    s3.operations["CreateBucket"](world.admin, {"Bucket": bucket})
    everything = policy({"Action": "s3:*", "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]})
    own = {"RoleName": "CanvasAnalyst", "PolicyName": "artifacts", "PolicyDocument": everything}
    iam.operations["PutRolePolicy"](world.admin, own)
    settings = {"CanvasAppSettings": {"WorkspaceSettings": {"S3ArtifactPath": uri}}}
    request = {"DomainId": world.domain_id, "DefaultUserSettings": settings}
    sagemaker.operations["UpdateDomain"](world.admin, request)


def delete_ana(world: World) -> None:
    request = {"DomainId": world.domain_id, "UserProfileName": "ana"}
    sagemaker.operations["DeleteUserProfile"](world.admin, request)


def key_of(world: World, uri: str) -> str:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    seen = s3.operations["HeadObject"](world.admin, {"Bucket": bucket, "Key": key})["SSEKMSKeyId"]
    return next(name for name, arn in world.keys.items() if arn == seen)


@pytest.mark.parametrize("path", ["s3://sagemaker-acme-datasets", "s3://corp/models/team"])
def test_the_place_of_a_deleted_profile_is_its_own_prefix_whatever_bucket_and_path_are_called(
    keys: World, path: str
) -> None:
    artifact_path(keys, path)
    uri = keys.canvas("DescribeDataset", DatasetId=keys.imported(cars()))["S3Uri"]
    assert uri.startswith(f"{path}/Canvas/ana/datasets/")
    bucket = path.removeprefix("s3://").partition("/")[0]
    secret = {"Bucket": bucket, "Key": "payroll/secret.csv", "Body": BytesBody(b"x")}
    seal = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": keys.keys["3"]}
    s3.operations["PutObject"](keys.admin, {**secret, **seal})
    delete_ana(keys)
    start(keys, None)
    rekey = finished(keys)
    assert rekey["Status"] == "Completed", rekey
    assert (key_of(keys, uri), key_of(keys, f"s3://{bucket}/payroll/secret.csv")) == ("5", "3")


def test_a_place_that_would_be_a_whole_bucket_is_refused(keys: World) -> None:
    keys.imported(cars())
    [version] = canvas_stored.of_domain(keys.instance, "dataset-version", keys.domain_id)
    for key in ("cars.csv", f"datasets/{version.details['dataset']}/cars.csv"):
        canvas_stored.change(keys.instance, version.id, file={"bucket": BUCKET, "key": key})
        with pytest.raises(ValidationException, match="is recorded at"):
            start(keys, None)
    with pytest.raises(ResourceNotFoundException):
        described(keys)


@pytest.mark.parametrize("profile", ["bob", "ana"])  # a place of the other domain's own, and a shared one
def test_an_object_is_not_another_domains_because_its_key_mentions_an_id(keys: World, profile: str) -> None:
    first = keys.domain_id
    request = {"DomainName": "other", "AuthMode": "IAM", "DefaultUserSettings": {"ExecutionRole": ROLE}}
    other = sagemaker.operations["CreateDomain"](keys.admin, request)["DomainId"]
    sagemaker.operations["CreateUserProfile"](keys.admin, {"DomainId": other, "UserProfileName": profile})
    uri = keys.upload("cars.csv", cars())
    wish: dict[str, Any] = {"UserProfileName": profile, "DatasetName": "cars", "S3Uri": uri}
    theirs = keys.canvas("ImportDataset", DomainId=other, **wish)["DatasetId"]
    keys.work()
    lies = keys.canvas("DescribeDataset", DatasetId=theirs)["S3Uri"].partition(f"{BUCKET}/")[2]
    before = head(keys, lies)["SSEKMSKeyId"]
    names = [f"backup/{theirs}.csv", f"backup/datasets/{theirs}/cars.csv"]
    for name in names:
        put(keys, name, b"x")
    keys.domain_id = first
    start(keys, None)
    assert finished(keys)["Status"] == "Completed"
    assert [head(keys, name)["SSEKMSKeyId"] for name in names] == [keys.keys["5"]] * 2
    assert head(keys, lies)["SSEKMSKeyId"] == before


def test_it_is_not_completed_while_an_object_lies_under_an_old_key(
    keys: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(keys, "overlooked.txt", b"x")
    monkeypatch.setattr(turn, "artifacts_of", lambda *_args: iter(()))
    start(keys, None)
    rekey = finished(keys)
    assert (rekey["Status"], rekey["FailureCause"]) == ("Paused", "InternalError"), rekey
    assert f"s3://{BUCKET}/Canvas/ana/overlooked.txt" in rekey["FailureReason"]


@pytest.mark.parametrize(
    ("action", "condition", "key"),
    [
        ("sealcanvas:StartRekey", "sagemaker:HomeEfsFileSystemKmsKey", "4"),
        ("sealcanvas:StartRekey", "sagemaker:VolumeKmsKeyArn", "4"),
        ("sealcanvas:StartRekey", "sagemaker:DomainSharingOutputKmsKey", "5"),
        ("sagemaker:UpdateDomain", "sagemaker:VolumeKmsKey", "4"),
        ("sagemaker:UpdateDomain", "sagemaker:DomainSharingOutputKmsKey", "5"),
        ("sagemaker:UpdateUserProfile", "sagemaker:DomainSharingOutputKmsKey", "5"),
    ],
)
def test_policies_on_the_domains_keys_decide_here_too(keys: World, action: str, condition: str, key: str) -> None:
    settings = {"SharingSettings": {"S3KmsKeyId": keys.keys["3"]}}
    bob = {"DomainId": keys.domain_id, "UserProfileName": "bob"}
    sagemaker.operations["CreateUserProfile"](keys.admin, {**bob, "UserSettings": settings})
    named = {"StringEquals": {condition: keys.keys[key]}}
    denied = policy({"Effect": "Deny", "Action": action, "Resource": "*", "Condition": named})
    request = {"UserName": "admin", "PolicyName": "no", "PolicyDocument": denied}
    iam.operations["PutUserPolicy"](keys.admin, request)
    with pytest.raises(AccessDeniedException, match=action):
        start(keys)
    domain = sagemaker.operations["DescribeDomain"](keys.admin, {"DomainId": keys.domain_id})
    assert domain["KmsKeyId"] == keys.keys["1"]
    shown = sagemaker.operations["DescribeUserProfile"](keys.admin, bob)["UserSettings"]
    assert shown["SharingSettings"]["S3KmsKeyId"] == keys.keys["3"]
    with pytest.raises(ResourceNotFoundException):
        described(keys)


def test_stores_are_known_by_the_arns_that_were_recorded_never_by_names(keys: World) -> None:
    version_id = canvas_stored.new_id("model-version")
    name = f"canvas_{version_id.replace('-', '_')}"
    stranger = replace(keys.admin, principal=replace(keys.admin.principal, account="444455556666"))
    arns = {}
    for call, given in ((keys.admin, name), (keys.admin, f"{name}_copy"), (stranger, name)):
        arn = f"arn:aws:forecast:{call.region}:{call.account}:predictor/{given}"
        arns[call.account, given] = arn
        forecast_stored.store(call, "predictor", arn, given, "ACTIVE", {}, role_arn=ROLE)
        create_store_volume(keys.admin, arn, keys.keys["1"])
    own, theirs = arns[ACCOUNT, name], arns["444455556666", name]
    made: tuple[Any, ...] = ("model-version", version_id, "jobs", "Ready", keys.domain_id, "ana")
    canvas_stored.store(keys.admin, *made, train=own, arns=[own, theirs])
    assert [store.resource.arn for store in stores_of(keys.instance, keys.domain_id)] == [own]


def refuse_the_service(world: World, name: str, action: str) -> None:
    """Deny SageMaker's own principal an action on a key."""
    root = {"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
    service = {"Service": "sagemaker.amazonaws.com"}
    denied = {"Effect": "Deny", "Principal": service, "Action": f"kms:{action}", "Resource": "*"}
    kms.operations["PutKeyPolicy"](world.admin, {"KeyId": world.keys[name], "Policy": policy(root, denied)})


def refused(world: World, action: str) -> list[str]:
    records = world.instance.trail.newest(100)
    return [
        each["userIdentity"]["invokedBy"] for each in records if each["eventName"] == action and "errorCode" in each
    ]


def test_what_kms_refused_stays_in_the_audit_trail_though_the_start_is_undone(keys: World) -> None:
    keys.imported(cars())
    refuse_the_service(keys, "4", "GenerateDataKeyWithoutPlaintext")
    with pytest.raises(AccessDeniedException, match="kms:GenerateDataKeyWithoutPlaintext"):
        start(keys, "4", None)
    assert refused(keys, "GenerateDataKeyWithoutPlaintext") == ["sagemaker.amazonaws.com"]
    domain = sagemaker.operations["DescribeDomain"](keys.admin, {"DomainId": keys.domain_id})
    assert domain["KmsKeyId"] == keys.keys["1"]


def test_a_grant_that_cannot_be_retired_pauses_it_and_the_refusal_stays_in_the_audit_trail(keys: World) -> None:
    start(keys, "4", None)
    refuse_the_service(keys, "1", "RetireGrant")
    rekey = finished(keys)
    assert (rekey["Status"], rekey["FailureCause"]) == ("Paused", "KeyNotPermitted"), rekey
    assert "kms:RetireGrant" in rekey["FailureReason"]
    assert refused(keys, "RetireGrant") == ["sagemaker.amazonaws.com"]
    keys.key_policy("1")
    start(keys, "4", None)
    assert finished(keys)["Status"] == "Completed"
    assert kms.operations["ListGrants"](keys.admin, {"KeyId": keys.keys["1"]})["Grants"] == []

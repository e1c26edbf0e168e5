"""A rekey that something gets in the way of: it waits, pauses, is killed, and loses nothing."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sealcanvas.canvas.rekey import copy_in_place, objects, turn
from sealcanvas.canvas.rekey.advance import advance
from sealcanvas.canvas.rekey.forecast_stores import at_work
from sealcanvas.iam import iam
from sealcanvas.jobs.job import JobSpec
from sealcanvas.jobs.queue import stop, submit
from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.sagemaker import sagemaker
from sealcanvas.service.body import BytesBody
from sealcanvas.service.own_errors import (
    ResourceInUseException,
    ValidationException,
)
from sealcanvas.volumes.store_volume import create_store_volume
from sealcanvas.volumes.walk import walk
from tests.support.instance import ACCOUNT
from tests.unit.canvas.canvas_world import BUCKET, ROLE, World, cars, policy
from tests.unit.canvas.rekey_world import (
    described,
    disable,
    finished,
    head,
    may_tag,
    put,
    refuse_the_service,
    refused,
    start,
)


class Killed(BaseException):
    """As if the process ended here: whatever was not committed is undone."""


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


def test_a_role_that_may_not_tag_pauses_it_at_an_object_with_tags(keys: World) -> None:
    put(keys, "notes.txt", b"mine")
    tags = {"TagSet": [{"Key": "team", "Value": "blue"}]}
    s3.operations["PutObjectTagging"](keys.admin, {"Bucket": BUCKET, "Key": "Canvas/ana/notes.txt", "Tagging": tags})
    start(keys, None)
    rekey = finished(keys)
    assert (rekey["Status"], rekey["FailureCause"]) == ("Paused", "AccessDenied"), rekey
    assert "s3:GetObjectTagging" in rekey["FailureReason"]
    may_tag(keys)
    start(keys, None)
    assert finished(keys)["Status"] == "Completed"
    seen = s3.operations["GetObjectTagging"](keys.admin, {"Bucket": BUCKET, "Key": "Canvas/ana/notes.txt"})
    assert seen["TagSet"] == tags["TagSet"]


def test_a_role_that_is_gone_pauses_it(keys: World) -> None:
    keys.imported(cars())
    start(keys, None)
    trust = policy({"Principal": {"Service": "forecast.amazonaws.com"}, "Action": "sts:AssumeRole"})
    request = {"RoleName": "CanvasAnalyst", "PolicyDocument": trust}
    iam.operations["UpdateAssumeRolePolicy"](keys.admin, request)
    rekey = finished(keys)
    assert (rekey["Status"], rekey["FailureCause"]) == ("Paused", "AccessDenied")
    assert ROLE in rekey["FailureReason"]


@pytest.mark.slow
@pytest.mark.parametrize("moment", range(1, 40, 3))
def test_killed_at_any_moment_it_goes_on_and_loses_nothing(
    keys: World, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    dataset_id = keys.imported(cars())
    for number in range(3):
        put(keys, f"{number}.txt", b"%d" % number * 1000)
    start(keys)
    database, left = keys.instance.database, [moment]

    def counted(write: Callable[..., Any]) -> Callable[..., Any]:
        def writing(*arguments: Any) -> Any:
            if threading.current_thread() is threading.main_thread():
                left[0] -= 1
                if left[0] < 0:
                    raise Killed
            return write(*arguments)

        return writing

    for name in ("transaction", "append"):
        monkeypatch.setattr(database, name, counted(getattr(database, name)))
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


def test_it_is_not_completed_while_an_object_lies_under_an_old_key(
    keys: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(keys, "overlooked.txt", b"x")
    monkeypatch.setattr(turn, "artifacts_of", lambda *_args: iter(()))
    start(keys, None)
    rekey = finished(keys)
    assert (rekey["Status"], rekey["FailureCause"]) == ("Paused", "InternalError"), rekey
    assert f"s3://{BUCKET}/Canvas/ana/overlooked.txt" in rekey["FailureReason"]


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

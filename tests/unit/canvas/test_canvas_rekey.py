"""A domain moves to other keys: what moves, what stays, and what goes on working."""

from functools import partial
from typing import Any

import pytest

from sealcanvas.canvas.models import build_tabular
from sealcanvas.canvas.rekey import copy_in_place, objects, stored
from sealcanvas.forecast.predictors import predictor
from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.sagemaker import sagemaker
from sealcanvas.service.own_errors import (
    AccessDeniedException,
    ValidationException,
)
from sealcanvas.volumes.walk import walk
from tests.unit.canvas.canvas_world import BUCKET, ROLE, SIX, World, cars, months
from tests.unit.canvas.rekey_world import described, disable, finished, head, may_tag, put, start


def test_everything_moves_and_the_old_keys_are_not_needed_any_more(keys: World) -> None:
    dataset_id = keys.imported(cars())
    may_tag(keys)
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


def test_contexts_bucket_keys_and_layers_stay(keys: World) -> None:
    context = "eyJjYXNlIjoiNyJ9"  # {"case":"7"}
    put(keys, "case.txt", b"x", SSEKMSEncryptionContext=context, BucketKeyEnabled=True)
    put(keys, "before.txt", b"x", ServerSideEncryption="aws:kms:dsse")
    start(keys, None)
    assert finished(keys)["Status"] == "Completed"
    twice = head(keys, "before.txt")
    assert (twice["SSEKMSKeyId"], twice["ServerSideEncryption"]) == (keys.keys["5"], "aws:kms:dsse")
    seen = head(keys, "case.txt")
    assert (seen["SSEKMSKeyId"], seen["BucketKeyEnabled"]) == (keys.keys["5"], True)
    records = keys.instance.trail.newest(200)
    asked = [
        r
        for r in records
        if r["eventName"] == "GenerateDataKey" and r["requestParameters"].get("KeyId") == keys.keys["5"]
    ]
    assert asked[0]["requestParameters"]["EncryptionContext"] == {"aws:s3:arn": f"arn:aws:s3:::{BUCKET}", "case": "7"}


def test_to_the_same_keys_it_gathers_what_lies_under_older_ones(keys: World) -> None:
    put(keys, "older.txt", b"x", "3")
    start(keys, "1", "2")
    rekey = finished(keys)
    assert (rekey["Status"], rekey["FormerKeyArns"]) == ("Completed", [keys.keys["3"]])
    assert head(keys, "older.txt")["SSEKMSKeyId"] == keys.keys["2"]
    assert len(kms.operations["ListGrants"](keys.admin, {"KeyId": keys.keys["1"]})["Grants"]) == 1


def test_objects_too_large_for_one_copy_are_copied_in_parts(keys: World, monkeypatch: pytest.MonkeyPatch) -> None:
    content = bytes(range(256)) * 60_000
    may_tag(keys)
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


def test_in_a_bucket_that_keeps_versions_the_current_ones_move(keys: World) -> None:
    versioning = {"Bucket": BUCKET, "VersioningConfiguration": {"Status": "Enabled"}}
    s3.operations["PutBucketVersioning"](keys.admin, versioning)
    put(keys, "notes.txt", b"first")
    put(keys, "notes.txt", b"second")
    put(keys, "gone.txt", b"gone")
    s3.operations["DeleteObject"](keys.admin, {"Bucket": BUCKET, "Key": "Canvas/ana/gone.txt"})
    start(keys, None)
    rekey = finished(keys)
    assert (rekey["Status"], rekey["Verified"]) == ("Completed", rekey["Progress"]), rekey
    assert keys.read(f"s3://{BUCKET}/Canvas/ana/notes.txt") == b"second"
    assert head(keys, "notes.txt")["SSEKMSKeyId"] == keys.keys["5"]
    listed = s3.operations["ListObjectVersions"](keys.admin, {"Bucket": BUCKET, "Prefix": "Canvas/ana/"})
    assert [each["IsLatest"] for each in listed["Versions"] if each["Key"].endswith("notes.txt")] == [
        True,
        False,
        False,
    ]
    assert [each["Key"] for each in listed["DeleteMarkers"]] == ["Canvas/ana/gone.txt"]
    left = [each for each in listed["Versions"] if not each["IsLatest"]]
    used = keys.canvas("DescribeKeyUse", KeyId=keys.keys["2"])["Uses"]
    assert sum(each["ItemCount"] for each in used if each["Kind"] == "Objects") == len(left) == 3


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

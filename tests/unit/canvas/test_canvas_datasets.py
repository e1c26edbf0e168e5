import json
from typing import Any

import pytest

from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.service.own_errors import (
    AccessDeniedException,
    ResourceInUseException,
    ResourceNotFoundException,
    ValidationException,
)
from sealcanvas.wire.errors import WireError
from tests.unit.canvas.canvas_world import BUCKET, World, cars


def test_an_import_copies_under_key_2_and_tells_columns(world: World) -> None:
    dataset_id = world.imported(cars())
    dataset = world.canvas("DescribeDataset", DatasetId=dataset_id)
    assert dataset["S3Uri"] == f"s3://{BUCKET}/Canvas/ana/datasets/{dataset_id}/cars.csv"
    assert dataset["SSEKMSKeyId"] == world.keys["2"]
    assert dataset["SourceS3Uri"] == "s3://department/cars.csv"
    assert (dataset["RowCount"], dataset["SizeInBytes"]) == (120, len(cars()))
    assert [column["Name"] for column in dataset["Columns"]] == ["車名", "weight", "燃費"]
    assert dataset["Columns"][1]["MissingCount"] == 1
    assert world.read(dataset["S3Uri"]) == cars()
    [listed] = world.canvas("ListDatasets", DomainId=world.domain_id)["Datasets"]
    assert listed["DatasetId"] == dataset_id
    assert listed["ColumnCount"] == 3


def test_the_preview_needs_key_1_and_key_2(world: World) -> None:
    dataset_id = world.imported(cars())
    preview = world.canvas("PreviewDataset", DatasetId=dataset_id)
    assert len(preview["Rows"]) == 100
    assert preview["Rows"][2][0] == "chevrolet chevelle malibu"
    weight = json.loads(preview["Profile"])["columns"][1]
    assert (weight["name"], sum(weight["histogram"]["counts"])) == ("weight", 119)
    world.key_policy("2", role=False)
    with pytest.raises(AccessDeniedException, match="kms:Decrypt"):
        world.canvas("PreviewDataset", DatasetId=dataset_id)
    world.key_policy("2")
    kms.operations["DisableKey"](world.admin, {"KeyId": world.keys["1"]})
    with pytest.raises(ValidationException, match="is disabled"):
        world.canvas("PreviewDataset", DatasetId=dataset_id)


def test_without_the_statement_on_the_input_key_the_reason_names_everything(world: World) -> None:
    uri = world.upload("cars.csv", cars())
    world.key_policy("3", role=False)
    dataset_id = world.start_import(uri)
    world.work()
    dataset = world.canvas("DescribeDataset", DatasetId=dataset_id)
    assert (dataset["Status"], dataset["FailureCause"]) == ("Failed", "KeyNotPermitted")
    reason = dataset["FailureReason"]
    assert "kms:Decrypt" in reason
    assert world.keys["3"] in reason
    assert "CanvasAnalyst" in reason
    assert "To mend it: Add a statement that allows kms:Decrypt" in reason
    assert "S3Uri" not in dataset


@pytest.mark.parametrize("key", ["1", "2"])
def test_without_the_statement_on_a_domain_key_it_fails_too(world: World, key: str) -> None:
    uri = world.upload("cars.csv", cars())
    world.key_policy(key, role=False)
    dataset_id = world.start_import(uri)
    world.work()
    dataset = world.canvas("DescribeDataset", DatasetId=dataset_id)
    assert (dataset["Status"], dataset["FailureCause"]) == ("Failed", "KeyNotPermitted")
    assert "kms:GenerateDataKey" in dataset["FailureReason"]
    assert world.keys[key] in dataset["FailureReason"]


def test_a_bucket_policy_that_demands_another_key_is_told_as_such(world: World) -> None:
    uri = world.upload("cars.csv", cars())
    other = world.keys["3"]
    statement = {
        "Sid": "OnlyThisKey",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{BUCKET}/*",
        "Condition": {"StringNotEqualsIfExists": {"s3:x-amz-server-side-encryption-aws-kms-key-id": other}},
    }
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    s3.operations["PutBucketPolicy"](world.admin, {"Bucket": BUCKET, "Policy": text})
    dataset_id = world.start_import(uri)
    world.work()
    dataset = world.canvas("DescribeDataset", DatasetId=dataset_id)
    assert dataset["FailureCause"] == "BucketPolicyDemandsOtherKey"
    reason = dataset["FailureReason"]
    assert "OnlyThisKey" in reason
    assert BUCKET in reason
    assert other in reason
    assert world.keys["2"] in reason


@pytest.mark.parametrize(
    ("operation", "request_", "cause"),
    [
        ("DisableKey", {}, "KeyDisabled"),
        ("ScheduleKeyDeletion", {"PendingWindowInDays": 7}, "KeyPendingDeletion"),
    ],
)
@pytest.mark.parametrize("key", ["1", "2", "3"])
def test_a_key_in_the_wrong_state_is_told_as_such(
    world: World, operation: str, request_: dict[str, int], cause: str, key: str
) -> None:
    uri = world.upload("cars.csv", cars())
    kms.operations[operation](world.admin, {"KeyId": world.keys[key], **request_})
    dataset_id = world.start_import(uri)
    world.work()
    dataset = world.canvas("DescribeDataset", DatasetId=dataset_id)
    assert (dataset["Status"], dataset["FailureCause"]) == ("Failed", cause), dataset["FailureReason"]
    assert world.keys[key] in dataset["FailureReason"]


@pytest.mark.parametrize(
    ("content", "words"), [(b"a,b\n1,2,3\n4,5\n", "columns"), (b"\x00\x01\x02" * 50, ""), (b"a,b\n", "no rows")]
)
def test_a_file_that_is_no_table_is_unreadable(world: World, content: bytes, words: str) -> None:
    dataset_id = world.start_import(world.upload("bad.csv", content))
    world.work()
    dataset = world.canvas("DescribeDataset", DatasetId=dataset_id)
    assert dataset["FailureCause"] == "UnreadableFile"
    assert words in dataset["FailureReason"]


def test_a_file_that_is_not_there_is_unreadable(world: World) -> None:
    dataset_id = world.start_import("s3://department/absent.csv")
    world.work()
    assert world.canvas("DescribeDataset", DatasetId=dataset_id)["FailureCause"] == "UnreadableFile"


def test_what_cannot_be_imported_is_refused_at_once(world: World) -> None:
    with pytest.raises(ValidationException, match="names no object"):
        world.start_import("s3://department/folder/")
    with pytest.raises(ResourceNotFoundException):
        world.canvas(
            "ImportDataset",
            DomainId="d-absent",
            UserProfileName="ana",
            DatasetName="x",
            S3Uri="s3://department/cars.csv",
        )


def test_a_deleted_dataset_leaves_no_copy(world: World) -> None:
    dataset_id = world.start_import(world.upload("cars.csv", cars()))
    with pytest.raises(ResourceInUseException):
        world.canvas("DeleteDataset", DatasetId=dataset_id)
    world.work()
    world.canvas("DeleteDataset", DatasetId=dataset_id)
    listed = s3.operations["ListObjectsV2"](world.admin, {"Bucket": BUCKET})
    assert listed.get("Contents", []) == []
    with pytest.raises(ResourceNotFoundException):
        world.canvas("DescribeDataset", DatasetId=dataset_id)


def test_lists_come_in_pages_newest_first(world: World) -> None:
    uri = world.upload("cars.csv", cars())
    ids = [world.start_import(uri, f"set {number}") for number in range(5)]
    first = world.canvas("ListDatasets", DomainId=world.domain_id, MaxResults=3)
    rest = world.canvas("ListDatasets", DomainId=world.domain_id, NextToken=first["NextToken"])
    seen = [each["DatasetId"] for each in first["Datasets"] + rest["Datasets"]]
    assert seen == ids[::-1]
    with pytest.raises(ValidationException):
        world.canvas("ListDatasets", DomainId=world.domain_id, NextToken="nonsense")


def test_the_data_key_cache_is_set_and_told(world: World) -> None:
    assert world.canvas("DescribeDataKeyCache") == {"Seconds": 5, "Uses": 1000}
    assert world.canvas("UpdateDataKeyCache", Seconds=0) == {"Seconds": 0, "Uses": 1000}
    assert world.canvas("DescribeDataKeyCache")["Seconds"] == 0


def test_how_a_file_is_read_is_told_asked_and_kept_for_the_next_version(world: World) -> None:
    table = "名;値\n" + "".join(f"'a;{number}';{number},5\n" for number in range(60))
    options = {"Encoding": "shift_jis", "Delimiter": ";", "QuoteCharacter": "'", "HasHeader": True}
    whose = {"DomainId": world.domain_id, "UserProfileName": "ana"}
    uri = world.upload("表.csv", table.encode("cp932"))
    request: dict[str, Any] = {**whose, "DatasetName": "表", "S3Uri": uri, "ReadOptions": options}
    dataset_id = world.canvas("ImportDataset", **request)["DatasetId"]
    world.work()
    world.canvas("UpdateDataset", DatasetId=dataset_id)
    world.work()
    dataset = world.canvas("DescribeDataset", DatasetId=dataset_id)
    assert (dataset["DatasetVersion"], dataset["RowCount"], dataset["SourceRowCount"]) == (2, 60, 60)
    assert dataset["ReadOptions"] == options
    assert dataset["DetectedFormat"] == {**options, "Encoding": "cp932", "FileFormat": "csv", "Compression": "none"}
    assert [each["Kind"] for each in dataset["Columns"]] == ["text", "text"]
    assert world.read(dataset["S3Uri"]).decode().splitlines()[:2] == ['"名","値"', '"a;0","0,5"']
    sampled = {"Sampling": {"Method": "FirstRows", "RowCount": 50}, "Encoding": "cp932"}
    world.canvas("UpdateDataset", DatasetId=dataset_id, ReadOptions=sampled)
    world.work()
    [*_, newest] = sorted(
        world.canvas("ListDatasetVersions", DatasetId=dataset_id)["DatasetVersions"],
        key=lambda each: each["DatasetVersion"],
    )
    assert (newest["RowCount"], newest["SourceRowCount"], newest["ReadOptions"]) == (50, 60, sampled)
    assert newest["DetectedFormat"]["Delimiter"] == ";"


@pytest.mark.parametrize(
    ("options", "member"),
    [
        ({"Delimiter": "、"}, "ReadOptions.Delimiter"),
        ({"Delimiter": ",,"}, "readOptions.delimiter"),
        ({"QuoteCharacter": "\n"}, "ReadOptions.QuoteCharacter"),
        ({"Delimiter": "'", "QuoteCharacter": "'"}, "ReadOptions.Delimiter and ReadOptions.QuoteCharacter must differ"),
        ({"Encoding": "ebcdic"}, "readOptions.encoding"),
        (
            {"FileFormat": "parquet", "HasHeader": False},
            "ReadOptions.HasHeader is of csv and xlsx files, not of parquet",
        ),
        ({"SheetName": "s", "Encoding": "cp932"}, "ReadOptions.SheetName is of a workbook"),
        ({"Sampling": {"Method": "Random", "RowCount": 1}}, "readOptions.sampling.rowCount"),
    ],
)
def test_an_option_that_no_file_can_be_read_by_is_named(world: World, options: dict[str, object], member: str) -> None:
    whose: dict[str, Any] = {"DomainId": world.domain_id, "UserProfileName": "ana", "DatasetName": "x"}
    with pytest.raises((ValidationException, WireError), match=member):
        world.canvas("ImportDataset", **whose, S3Uri="s3://department/x.csv", ReadOptions=options)


def test_a_file_of_two_encodings_names_a_line_of_each(world: World) -> None:
    mixed = b"city,n\n" + "東京都,1\n".encode() * 30 + "大阪府,2\n".encode("cp932") * 30
    dataset_id = world.start_import(world.upload("mixed.csv", mixed))
    world.work()
    dataset = world.canvas("DescribeDataset", DatasetId=dataset_id)
    assert dataset["FailureCause"] == "UnreadableFile"
    assert "'mixed.csv' mixes encodings: line 2 is UTF-8, line 32 is not." in dataset["FailureReason"]

"""Versions of datasets."""

import pytest

from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.service.own_errors import ResourceInUseException, ResourceNotFoundException
from tests.unit.canvas.canvas_world import BUCKET, World, cars


def update(world: World, dataset_id: str, content: bytes | None = None) -> int:
    """A further version, from the same key; its number."""
    if content is not None:
        world.upload("cars.csv", content)
    number = world.canvas("UpdateDataset", DatasetId=dataset_id)["DatasetVersion"]
    world.work()
    return int(number)


def test_a_dataset_shows_its_newest_version_and_keeps_the_others(world: World) -> None:
    dataset_id = world.imported(cars())
    assert update(world, dataset_id, cars(60)) == 2
    newest = world.canvas("DescribeDataset", DatasetId=dataset_id)
    assert (newest["DatasetVersion"], newest["RowCount"]) == (2, 60)
    assert newest["S3Uri"] == f"s3://{BUCKET}/Canvas/ana/datasets/{dataset_id}/v2/cars.csv"
    first = world.canvas("DescribeDataset", DatasetId=dataset_id, DatasetVersion=1)
    assert (first["DatasetVersion"], first["RowCount"]) == (1, 120)
    assert world.read(first["S3Uri"]) == cars()
    listed = world.canvas("ListDatasetVersions", DatasetId=dataset_id)["DatasetVersions"]
    assert [(each["DatasetVersion"], each["Status"], each["RowCount"]) for each in listed] == [
        (2, "Ready", 60),
        (1, "Ready", 120),
    ]
    assert {each["SSEKMSKeyId"] for each in listed} == {world.keys["2"]}
    assert len(world.canvas("PreviewDataset", DatasetId=dataset_id)["Rows"]) == 60
    assert len(world.canvas("PreviewDataset", DatasetId=dataset_id, DatasetVersion=1)["Rows"]) == 100


def test_a_version_that_fails_leaves_the_dataset_as_it_was(world: World) -> None:
    dataset_id = world.imported(cars())
    world.key_policy("3", role=False)
    update(world, dataset_id)
    dataset = world.canvas("DescribeDataset", DatasetId=dataset_id)
    assert (dataset["Status"], dataset["DatasetVersion"]) == ("Ready", 1)
    failed, ready = world.canvas("ListDatasetVersions", DatasetId=dataset_id)["DatasetVersions"]
    assert (failed["Status"], failed["FailureCause"], ready["Status"]) == ("Failed", "KeyNotPermitted", "Ready")
    with pytest.raises(ResourceInUseException, match=r"Version 2 of dataset .* is Failed"):
        world.canvas("PreviewDataset", DatasetId=dataset_id, DatasetVersion=2)
    world.key_policy("3")
    assert update(world, dataset_id) == 3
    assert world.canvas("DescribeDataset", DatasetId=dataset_id)["DatasetVersion"] == 3


def test_one_version_is_imported_at_a_time_and_none_of_what_is_not_there(world: World) -> None:
    dataset_id = world.imported(cars())
    world.canvas("UpdateDataset", DatasetId=dataset_id)
    with pytest.raises(ResourceInUseException, match="is being imported"):
        world.canvas("UpdateDataset", DatasetId=dataset_id)
    with pytest.raises(ResourceInUseException, match="is being imported"):
        world.canvas("DeleteDataset", DatasetId=dataset_id)
    world.work()
    with pytest.raises(ResourceNotFoundException, match="has no version 7"):
        world.canvas("DescribeDataset", DatasetId=dataset_id, DatasetVersion=7)


def test_deleting_a_dataset_deletes_every_versions_copy_and_preview(world: World) -> None:
    dataset_id = world.imported(cars())
    update(world, dataset_id, cars(60))
    world.canvas("DeleteDataset", DatasetId=dataset_id)
    left = s3.operations["ListObjectsV2"](world.admin, {"Bucket": BUCKET, "Prefix": "Canvas/ana/datasets/"})
    assert left.get("Contents", []) == []
    with world.instance.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM volume_files").scalar() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM canvas_resources").scalar() == 0


def test_a_build_can_rest_on_an_older_version(world: World) -> None:
    dataset_id = world.imported(cars())
    update(world, dataset_id, cars(60))
    made = world.canvas(
        "CreateModelVersion",
        ModelName="old",
        DatasetId=dataset_id,
        DatasetVersion=1,
        TargetColumn="燃費",
        ProblemType="Regression",
    )
    version = world.canvas("DescribeModelVersion", ModelVersionId=made["ModelVersionId"])
    assert (version["DatasetId"], version["DatasetVersion"]) == (dataset_id, 1)
    with world.instance.database.read() as connection:
        waiting = connection.exec_driver_sql("SELECT count(*) FROM jobs WHERE state = 'Queued'").scalar()
    assert waiting == 1


def test_a_locked_copy_cannot_be_deleted_and_nothing_is_forgotten(world: World) -> None:
    dataset_id = world.imported(cars())
    kms.operations["DisableKey"](world.admin, {"KeyId": world.keys["1"]})
    with pytest.raises(Exception, match="disabled"):
        world.canvas("DeleteDataset", DatasetId=dataset_id)
    kms.operations["EnableKey"](world.admin, {"KeyId": world.keys["1"]})
    assert world.read(world.canvas("DescribeDataset", DatasetId=dataset_id)["S3Uri"]) == cars()

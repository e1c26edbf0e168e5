"""Previews of recipes keep to bounds: none outlives a dataset that it shows, and nobody has too many made at once."""

import json
from typing import Any

import pytest

from sealcanvas.canvas import stored
from sealcanvas.canvas.datasets import previews
from sealcanvas.sagemaker import sagemaker
from sealcanvas.service.own_errors import ServiceQuotaExceededException
from tests.unit.canvas.canvas_world import World, cars

MAKERS = "maker,国\ntoyota,日本\nmazda,日本\nchevrolet chevelle malibu,米国\n".encode()
JOIN = {"step": "join", "table": "makers", "how": "left", "on": [["車名", "maker"]]}


def joining(dataset_id: str, makers: str) -> dict[str, Any]:
    tables = [{"TableName": "makers", "DatasetId": makers}]
    return {"DatasetId": dataset_id, "Recipe": {"Steps": json.dumps([JOIN], ensure_ascii=False), "Tables": tables}}


def keeping(dataset_id: str, most: int) -> dict[str, Any]:
    step = {"step": "filter", "rows": "keep", "where": f"weight < {most}"}
    return {"DatasetId": dataset_id, "Recipe": {"Steps": json.dumps([step])}}


def kept_of(world: World, dataset_id: str) -> list[str]:
    """The names of a dataset's previews of recipes that can still be opened."""
    dataset = stored.find(world.instance, dataset_id)
    assert dataset is not None
    version = stored.find(world.instance, dataset.details["version_id"])
    assert version is not None
    found = []
    for mark in version.details.get("recipe_previews", []):
        previews.get(world.instance, version, f"recipe-{mark}.json")
        found.append(mark)
    return found


def test_a_preview_goes_with_a_dataset_that_it_joins(world: World) -> None:
    dataset_id, makers = world.imported(cars()), world.imported(MAKERS, "makers.csv")
    for request in (keeping(dataset_id, 1_000), joining(dataset_id, makers)):
        world.canvas("PreviewRecipe", **request)
        world.work()
        assert world.canvas("PreviewRecipe", **request)["Status"] == "Ready"
    before = kept_of(world, dataset_id)
    version = stored.find(world.instance, stored.find(world.instance, dataset_id).details["version_id"])  # type: ignore[union-attr]  # it is there
    assert version is not None
    world.canvas("DeleteDataset", DatasetId=makers)
    assert kept_of(world, dataset_id) == before[:1], "the other preview stays"
    with pytest.raises(FileNotFoundError):
        previews.get(world.instance, version, f"recipe-{before[1]}.json")


def test_of_one_whose_tables_nobody_noted_it_goes_too(world: World) -> None:
    dataset_id, makers = world.imported(cars()), world.imported(MAKERS, "makers.csv")
    world.canvas("PreviewRecipe", **joining(dataset_id, makers))
    world.work()
    dataset = stored.find(world.instance, dataset_id)
    assert dataset is not None
    stored.change(world.instance, dataset.details["version_id"], recipe_tables={})
    world.canvas("DeleteDataset", DatasetId=makers)
    assert kept_of(world, dataset_id) == []


def test_one_that_is_made_while_its_dataset_is_deleted_is_not_kept(world: World) -> None:
    dataset_id, makers = world.imported(cars()), world.imported(MAKERS, "makers.csv")
    world.canvas("PreviewRecipe", **joining(dataset_id, makers))
    # Its worker has read all and is about to tell, when the dataset goes.
    stored.remove(world.instance, makers)
    world.work()
    assert kept_of(world, dataset_id) == []


def test_a_user_profile_has_four_under_way_at_most(world: World) -> None:
    dataset_id = world.imported(cars())
    world.canvas("ValidateDataset", DatasetId=dataset_id)
    for most in (900, 1_000, 1_100):
        assert world.canvas("PreviewRecipe", **keeping(dataset_id, most))["Status"] == "InProgress"
    assert world.canvas("PreviewRecipe", **keeping(dataset_id, 900))["Status"] == "InProgress", (
        "it is under way already"
    )
    for operation, request in (
        ("PreviewRecipe", keeping(dataset_id, 1_200)),
        ("ValidateDataset", {"DatasetId": dataset_id, "TargetColumn": "weight"}),
    ):
        with pytest.raises(ServiceQuotaExceededException, match=r"4 previews .* user profile ana"):
            world.canvas(operation, **request)
    world.work()
    assert world.canvas("PreviewRecipe", **keeping(dataset_id, 1_200))["Status"] == "InProgress", "there is room again"


def test_another_user_profile_has_room_of_its_own(world: World) -> None:
    dataset_id = world.imported(cars())
    profile: dict[str, Any] = {"DomainId": world.domain_id, "UserProfileName": "eve"}
    sagemaker.operations["CreateUserProfile"](world.admin, profile)
    hers = world.canvas("ImportDataset", **profile, DatasetName="hers", S3Uri="s3://department/cars.csv")["DatasetId"]
    world.work()
    for most in (900, 1_000, 1_100, 1_200):
        world.canvas("PreviewRecipe", **keeping(dataset_id, most))
    assert world.canvas("PreviewRecipe", **keeping(hers, 900))["Status"] == "InProgress"

"""Step 4: encrypted data sets come into Canvas."""

from typing import Any

from sealcanvas.demo.datasets import DemoData
from sealcanvas.demo.world import DemoFailed, World, wait_until_settled


def start_import(world: World, name: str, key: str) -> str:
    """Begin an import as the role; the data set's id."""
    started = world.client("sealcanvas", as_role=True).import_dataset(
        DomainId=world.domain_id,
        UserProfileName=world.profile,
        DatasetName=name,
        S3Uri=f"s3://{world.bucket}/{key}",
    )
    return str(started["DatasetId"])


def imported(world: World, dataset_id: str) -> dict[str, Any]:
    """Wait for an import; how it ended."""
    describe = world.client("sealcanvas", as_role=True).describe_dataset
    return wait_until_settled(describe, unsettled={"Importing"}, DatasetId=dataset_id)


def import_all(world: World, data: list[DemoData]) -> None:
    """Import every file, several at once, and see that each copy lies under key 2."""
    with world.timeline.step(4, "Import the encrypted data sets", f"role {world.profile}") as row:
        for item in data:
            world.datasets[item.name] = start_import(world, item.title, f"{item.name}.csv")
            if item.new:
                world.datasets[f"{item.name}-new"] = start_import(world, f"{item.title}, new", f"{item.name}-new.csv")
        for name, dataset_id in world.datasets.items():
            dataset = imported(world, dataset_id)
            if dataset["Status"] != "Ready":
                raise DemoFailed(f"the import of {name} failed: {dataset.get('FailureReason')}")
            if dataset["SSEKMSKeyId"] != world.keys["key 2"]:
                raise DemoFailed(f"{name} lies under {dataset['SSEKMSKeyId']}, not under key 2")
            columns = ", ".join(column["Name"] for column in dataset["Columns"][:4])
            world.timeline.say(f"{name}: {dataset['RowCount']:,} rows; {columns}, ...")
        row.sealed += ["copies in Canvas/: key 2", "previews, scratch: key 1"]

"""Versions of datasets: each import is one and stays usable; the dataset itself shows the newest that is Ready."""

from dataclasses import replace
from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.stored import Stored
from sealcanvas.service.instance import Instance
from sealcanvas.service.own_errors import ResourceInUseException, ResourceNotFoundException

_CONTENT = (
    *("source", "source_etag", "file", "rows", "bytes", "format", "key_arn", "columns"),
    *("read", "found", "source_rows", "warnings"),
)
"""Details that a version has of its own, and that the dataset takes from its newest usable one."""


def versions_of(instance: Instance, dataset: Stored) -> list[Stored]:
    """All versions of a dataset, oldest first."""
    every = stored.of_domain(instance, "dataset-version", dataset.domain_id)
    return [each for each in every if each.details["dataset"] == dataset.id]


def dataset_of(instance: Instance, version: Stored) -> Stored | None:
    """The dataset that a version belongs to; None if it was deleted."""
    return stored.find(instance, version.details["dataset"])


def settle(instance: Instance, version: Stored) -> None:
    """Tell a version's dataset how its import ended: a first version decides, a later one takes over if it is Ready."""
    dataset = dataset_of(instance, version)
    if dataset is None:
        return
    if version.status == "Ready":
        content = {name: version.details[name] for name in _CONTENT if name in version.details}
        stored.change(
            instance, dataset.id, status="Ready", **content, version=version.details["number"], version_id=version.id
        )
    elif version.details["number"] == 1:
        why = {name: version.details[name] for name in ("failure_cause", "failure_reason")}
        stored.change(instance, dataset.id, status="Failed", **why)


def at_version(instance: Instance, dataset: Stored, number: int | None) -> Stored:
    """The dataset as its version `number` has it; None is the newest usable one.

    Raises:
        ResourceNotFoundException: there is no such version.
        ResourceInUseException: it is not Ready.
    """
    if dataset.status != "Ready":
        raise ResourceInUseException(f"Dataset {dataset.id} is {dataset.status}. It must be Ready.")
    if number in (None, dataset.details["version"]):
        return dataset
    version = next((each for each in versions_of(instance, dataset) if each.details["number"] == number), None)
    if version is None:
        raise ResourceNotFoundException(f"Dataset {dataset.id} has no version {number}.")
    if version.status != "Ready":
        raise ResourceInUseException(f"Version {number} of dataset {dataset.id} is {version.status}. It must be Ready.")
    content: dict[str, Any] = {name: version.details[name] for name in _CONTENT if name in version.details}
    return replace(dataset, details={**dataset.details, **content, "version": number, "version_id": version.id})

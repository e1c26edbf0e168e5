"""Which resources are made from which, and what goes with a resource that is deleted."""

from collections.abc import Iterator

from sealcanvas.forecast import stored
from sealcanvas.forecast.errors import ResourceInUseException
from sealcanvas.forecast.stored import Kind, Stored
from sealcanvas.service.call import Call
from sealcanvas.volumes.store_volume import delete_store_volume

# Kind of the parent: the kinds of its children, and the member of a child's request that names the parent.
_CHILDREN: dict[str, tuple[tuple[Kind, str], ...]] = {
    "dataset": (("dataset-import-job", "DatasetArn"),),
    "predictor": (("forecast", "PredictorArn"), ("backtest-export", "PredictorArn"), ("explainability", "ResourceArn")),
    "forecast": (
        ("forecast-export-job", "ForecastArn"),
        ("what-if-analysis", "ForecastArn"),
        ("explainability", "ResourceArn"),
    ),
    "explainability": (("explainability-export", "ExplainabilityArn"),),
    "what-if-analysis": (("what-if-forecast", "WhatIfAnalysisArn"),),
}
# Jobs hold no data of their own: their records go with what they brought in or wrote out.
_JOBS: tuple[Kind, ...] = ("dataset-import-job", "backtest-export", "forecast-export-job", "explainability-export")


def children(call: Call, resource: Stored) -> list[Stored]:
    """What was made from a resource, oldest first; import and export jobs too."""
    below = _CHILDREN.get(resource.kind, ())
    found = [each for kind, member in below for each in stored.made_from(call, kind, member, resource.arn)]
    if resource.kind == "dataset-group":
        found += [each for each in stored.of_kind(call, "predictor") if each.details["dataset_group"] == resource.arn]
    if resource.kind == "what-if-forecast":
        exports = stored.of_kind(call, "what-if-forecast-export")
        found += [each for each in exports if resource.arn in each.request["WhatIfForecastArns"]]
    return found


def descendants(call: Call, resource: Stored) -> Iterator[Stored]:
    """Everything below a resource, children before what they were made from; one that has two parents comes twice."""
    for child in children(call, resource):
        yield from descendants(call, child)
        yield child


def require_unused(call: Call, resource: Stored) -> None:
    """Refuse while a job is at work on something that was made from the resource.

    Raises:
        ResourceInUseException: names it.
    """
    for each in descendants(call, resource):
        if each.working:
            raise ResourceInUseException(f"{resource.arn} is being used: {each.arn} is {each.status}.")


def forget(call: Call, resource: Stored) -> None:
    """Delete a resource and the records of its jobs: the wrapped key of its data first, then the data."""
    delete_store_volume(call.instance, resource.arn)
    for child in children(call, resource):
        if child.kind in _JOBS:
            stored.remove(call.instance, child)
    stored.remove(call.instance, resource)

"""CreateModelVersion: a model of a dataset's target column, built as the user profile's execution role."""

from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.client_token import made_before, token_details
from sealcanvas.canvas.datasets.dataset_versions import at_version
from sealcanvas.canvas.models import build_series, build_tabular
from sealcanvas.canvas.models.build_tabular import METHOD
from sealcanvas.canvas.models.check_build import check_build
from sealcanvas.canvas.named import Target, named
from sealcanvas.canvas.recipes.preview_recipe import recipe_of
from sealcanvas.canvas.workspace import as_ours, settings_of
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas


@sealcanvas.operation("CreateModelVersion", resource=named("dataset", "DatasetId"))
def create_model_version(call: Call, target: Target, request: Request) -> Request:
    """Begin to build; whatever can be checked is checked before anything is written."""
    before = made_before(call, "model-version", target.required.domain_id, request)
    if before is not None:
        return {"ModelVersionId": before.id, "ModelVersionArn": before.arn}
    dataset = at_version(call.instance, target.required, request.get("DatasetVersion"))
    recipe = None
    if "Recipe" in request or "RecipeId" in request:
        recipe = recipe_of(call, "CreateModelVersion", target, request).sound()
        dataset = recipe.dataset
    warnings = check_build(dataset, request, None if recipe is None else recipe.checked.columns)
    settings = settings_of(call, dataset.domain_id, dataset.profile)
    version_id = stored.new_id("model-version")
    details: dict[str, Any] = {
        "dataset": dataset.id,
        "dataset_version": dataset.details["version"],
        "target": request["TargetColumn"],
        "problem": request.get("ProblemType"),
        "build": request.get("BuildType", "quick"),
        "series": request.get("TimeSeriesConfig"),
        "version": next_number(call, dataset.domain_id, dataset.profile, request["ModelName"]),
        "warnings": warnings,
        "recipe": None if recipe is None else recipe.details,
        "recipe_id": request.get("RecipeId"),
        "objective": request.get("ObjectiveMetricName"),
        "method": {member: request[member] for member in METHOD if member in request},
        **token_details(request),
    }
    series = details["problem"] == "TimeSeriesForecasting"
    try:
        if series:
            build_series.require_access(call, settings, dataset, version_id)
        made = stored.store(
            call,
            "model-version",
            version_id,
            request["ModelName"],
            "Building",
            dataset.domain_id,
            dataset.profile,
            **details,
        )
        (build_series if series else build_tabular).begin(call, settings, made, dataset, recipe)
    except ServiceError as error:
        raise as_ours(error) from None
    return {"ModelVersionId": made.id, "ModelVersionArn": made.arn}


def next_number(call: Call, domain_id: str, profile: str, name: str) -> int:
    """The number of a user profile's next version of a model."""
    versions = stored.of_domain(call.instance, "model-version", domain_id)
    return 1 + max((v.details["version"] for v in versions if (v.profile, v.name) == (profile, name)), default=0)

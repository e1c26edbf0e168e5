"""PreviewRecipe: the first rows, the profile and the Python of a dataset after some of a recipe's steps."""

import hashlib
import json
from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.datasets.dataset_versions import at_version
from sealcanvas.canvas.failure import why_job_failed
from sealcanvas.canvas.job_arn import job_arn
from sealcanvas.canvas.named import Target, find_named, named
from sealcanvas.canvas.recipes import recipe_previews
from sealcanvas.canvas.recipes.asked import Asked, asked, asked_in
from sealcanvas.canvas.recipes.recipe import recipe_on
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.submit_job import submit_job
from sealcanvas.canvas.under_way import require_room
from sealcanvas.canvas.workspace import as_ours, as_user, reader_settings, settings_of
from sealcanvas.jobs.job import JobState
from sealcanvas.jobs.priority import Priority
from sealcanvas.jobs.queue import find as find_job
from sealcanvas.jobs.queue import forget
from sealcanvas.s3 import get_object
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException, ValidationException

_SECONDS = 1800.0


@sealcanvas.operation("PreviewRecipe", resource=named("dataset", "DatasetId"))
def preview_recipe(call: Call, base: Target, request: Request) -> Request:
    """Begin to compute, tell how far that is, or show what was found: ask until it is no more InProgress.

    The last few previews of a version are kept under key 1, so that a step back is there at once. Whoever looks at one
    must be able to read, as the role, all that it was made from.
    """
    recipe = recipe_of(call, "PreviewRecipe", base, request).sound()
    count = min(request.get("StepCount", len(recipe.steps)), len(recipe.steps))
    recipe, dataset = recipe.first(count), recipe.dataset
    version = stored.find(call.instance, dataset.details["version_id"])
    if version is None:
        raise ResourceInUseException(f"Dataset {dataset.id} is being deleted.")
    target = request.get("TargetColumn")
    if target is not None and target not in recipe.checked.columns:
        raise ValidationException(f"TargetColumn: there is no column '{target}' after {count} steps of the recipe.")
    mark = _mark(version, recipe, target)
    arn = job_arn(version, f"recipe-{mark}")
    answer: dict[str, Any] = {
        "DatasetId": dataset.id,
        "DatasetVersion": dataset.details["version"],
        "StepCount": count,
    }
    if mark in recipe_previews.marks(version):
        forget(call.instance, arn)
        return {**answer, "Status": "Ready", **_shown(call, dataset, recipe, version, mark)}
    job = find_job(call.instance, arn)
    if job is None:
        require_room(call.instance, version)
        _begin(call, dataset, arn, recipe, target)
        return {**answer, "Status": "InProgress", "ProgressPercent": 0}
    if not job.state.final:
        return {**answer, "Status": "InProgress", "ProgressPercent": min(99, int(100 * job.progress.fraction))}
    forget(call.instance, arn)
    if job.state is JobState.SUCCEEDED:  # but its preview could not be taken up, or others have taken its place
        told = version.details.get("recipe_failures", {}).get(mark)
        cause, reason = told or ("InternalError", "The preview is gone. Ask for it again.")
    else:
        why = why_job_failed(call.instance, job.failure, job.spec.role_arn, "UnsuitableData")
        cause, reason = why.cause, why.reason
    return {**answer, "Status": "Failed", "FailureCause": cause, "FailureReason": reason}


def recipe_of(call: Call, action: str, target: Target, request: Request) -> Asked:
    """The recipe that a request on a dataset gives in full, or by the id of one that is kept.

    Raises:
        ValidationException: neither or both are given, or the one that is kept is another user profile's.
        ServiceError: as `asked_in`.
    """
    dataset = at_version(call.instance, target.required, request.get("DatasetVersion"))
    if ("Recipe" in request) == ("RecipeId" in request):
        raise ValidationException("Give either Recipe or RecipeId.")
    if "Recipe" in request:
        return asked_in(call, action, dataset, request["Recipe"])
    found = find_named(call, "recipe", request["RecipeId"])
    sealcanvas.check(call, "sealcanvas:DescribeRecipe", found)
    recipe = found.required
    if (recipe.domain_id, recipe.profile) != (dataset.domain_id, dataset.profile):
        raise ValidationException(f"Recipe {recipe.id} belongs to another user profile than the dataset.")
    now = recipe_on(call, action, recipe)
    if recipe.details["dataset"] == dataset.id and "DatasetVersion" not in request:
        return now
    return asked(dataset, now.steps, now.tables)


def _mark(version: Stored, recipe: Asked, target: str | None) -> str:
    tables = {name: each.details["version_id"] for name, each in recipe.joined().items()}
    content = json.dumps([version.id, recipe.steps, tables, target], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _begin(call: Call, dataset: Stored, arn: str, recipe: Asked, target: str | None) -> None:
    settings = settings_of(call, dataset.domain_id, dataset.profile)
    as_user(call.instance, settings, call.region, dataset.arn, within=call)
    submit_job(
        call,
        settings,
        recipe_previews.KIND,
        "preview_recipe",
        arn,
        {
            "file": dataset.details["file"],
            "target": target,
            "joined": sorted({each.id for each in recipe.joined().values()}),
            **recipe.payload,
        },
        seconds=_SECONDS,
        priority=Priority.INTERACTIVE,
    )


def _shown(call: Call, dataset: Stored, recipe: Asked, version: Stored, mark: str) -> dict[str, Any]:
    role = as_user(call.instance, reader_settings(call, dataset), call.region, dataset.arn, within=call)
    try:
        for each in (dataset, *recipe.joined().values()):
            place = each.details["file"]
            get_object(role, {"Bucket": place["bucket"], "Key": place["key"], "Range": "bytes=0-0"})["Body"].close()
        return recipe_previews.wire(recipe_previews.get(call.instance, version, mark))
    except ServiceError as error:
        raise as_ours(error) from None

"""A look at a dataset before a build: a job as the execution role, asked for its findings until it has ended."""

import hashlib
import json
from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.datasets.dataset_versions import at_version
from sealcanvas.canvas.failure import why_job_failed
from sealcanvas.canvas.job_arn import job_arn
from sealcanvas.canvas.named import Target
from sealcanvas.canvas.recipes.preview_recipe import recipe_of
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.submit_job import submit_job
from sealcanvas.canvas.under_way import require_room
from sealcanvas.canvas.workspace import as_user, settings_of
from sealcanvas.jobs.job import JobState
from sealcanvas.jobs.priority import Priority
from sealcanvas.jobs.queue import find as find_job
from sealcanvas.jobs.queue import forget
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own_errors import ResourceInUseException, ValidationException

_SECONDS = 1800.0


def examine(
    call: Call, target: Target, request: Request, *, action: str, kind: str, task: str, told: str, **further: Any
) -> Request:
    """Begin, tell how far that is, or hand the findings out, once; whoever asks again has them found again.

    Args:
        target: the dataset; `request` may name a version, a recipe, a target column and a problem type.
        action: the operation's name.
        kind: the job's.
        task: the job's, which gets "file", "target", "problem" and "recipe", each of which but the first may be None.
        told: the answer's member that has the findings, as JSON.
        further: what else the job gets.

    Raises:
        ResourceInUseException: the dataset is not Ready.
        ValidationException: the target column, or the recipe, does not fit.
        ServiceQuotaExceededException: too many are under way.
        ServiceError: the execution role may not be assumed.
    """
    if target.required.status != "Ready":
        raise ResourceInUseException(f"Dataset {target.required.id} is {target.required.status}. It must be Ready.")
    dataset, recipe = at_version(call.instance, target.required, request.get("DatasetVersion")), None
    if "Recipe" in request or "RecipeId" in request:
        recipe = recipe_of(call, action, target, request).sound()
        dataset = recipe.dataset
    columns = {each["name"] for each in dataset.details["columns"]} if recipe is None else recipe.checked.columns
    version = stored.find(call.instance, dataset.details["version_id"])
    if version is None:
        raise ResourceInUseException(f"Dataset {dataset.id} is being deleted.")
    column, problem = request.get("TargetColumn"), request.get("ProblemType")
    if column is not None and column not in columns:
        where = "in the dataset" if recipe is None else "in the dataset after the recipe"
        raise ValidationException(
            f"TargetColumn: there is no column '{column}' {where}. Column names are case-sensitive."
        )
    prepared = None if recipe is None else recipe.payload
    wish = hashlib.sha256(json.dumps([column, problem, prepared, further], sort_keys=True).encode()).hexdigest()[:16]
    arn = job_arn(version, f"{kind.removeprefix('canvas-')}-{wish}")
    answer: dict[str, Any] = {"DatasetId": dataset.id, "DatasetVersion": dataset.details["version"]}
    job = find_job(call.instance, arn)
    if job is None:
        require_room(call.instance, version)
        asked = {"file": dataset.details["file"], "target": column, "problem": problem, "recipe": prepared}
        _begin(call, dataset, kind, task, arn, {**asked, **further})
        return {**answer, "Status": "InProgress", "ProgressPercent": 0}
    if not job.state.final:
        return {**answer, "Status": "InProgress", "ProgressPercent": min(99, int(100 * job.progress.fraction))}
    forget(call.instance, arn)
    if job.state is JobState.SUCCEEDED:
        return {**answer, "Status": "Ready", told: json.dumps(job.result, ensure_ascii=False)}
    why = why_job_failed(call.instance, job.failure, job.spec.role_arn, "UnsuitableData")
    return {**answer, "Status": "Failed", "FailureCause": why.cause, "FailureReason": why.reason}


def _begin(call: Call, dataset: Stored, kind: str, task: str, arn: str, payload: dict[str, Any]) -> None:
    settings = settings_of(call, dataset.domain_id, dataset.profile)
    as_user(call.instance, settings, call.region, dataset.arn, within=call)
    submit_job(call, settings, kind, task, arn, payload, seconds=_SECONDS, priority=Priority.INTERACTIVE)

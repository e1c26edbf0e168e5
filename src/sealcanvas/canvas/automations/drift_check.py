"""Whether a dataset version has moved too far from what a model was trained on: a job compares both, as the role."""

from dataclasses import dataclass
from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.automations.rule import DEFAULT_STABILITY_INDEX
from sealcanvas.canvas.datasets.dataset_versions import at_version
from sealcanvas.canvas.failure import Why, why_job_failed
from sealcanvas.canvas.job_arn import job_arn
from sealcanvas.canvas.recipes.asked import target_before
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.submit_job import submit_job
from sealcanvas.canvas.workspace import settings_for
from sealcanvas.jobs.job import JobState
from sealcanvas.jobs.queue import find as find_job
from sealcanvas.jobs.queue import forget
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.own_errors import ResourceNotFoundException

_SECONDS = 1800.0
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Moved:
    """What a comparison found.

    Attributes:
        columns: what is told of each: those of another schema with a sentence, then those that moved most with their
            population stability index.
        why: the reason to stop; None if the automation may go on.
    """

    columns: list[dict[str, Any]]
    why: Why | None


def begin(call: Call, automation: Stored, run: Stored, dataset: Stored) -> None:
    """Submit the comparison.

    Args:
        call: as the user profile's execution role.

    Raises:
        ServiceError: a version is not there or not Ready.
    """
    instance = call.instance
    version = stored.find(instance, automation.details["model_version"])
    trained = None if version is None else stored.find(instance, version.details["dataset"])
    if version is None or trained is None:
        raise ResourceNotFoundException("The model version, or the dataset that it was trained on, was deleted.")
    then = at_version(instance, trained, version.details["dataset_version"])
    now = at_version(instance, dataset, run.details["dataset_version"])
    settings = settings_for(instance, automation)
    series = version.details.get("series")
    ignored = [series["TimestampColumn"]] if series else [target_before(version)]
    arn = job_arn(run, "drift")
    submit_job(
        call,
        settings,
        "canvas-drift",
        "measure_drift",
        arn,
        {
            "then": then.details["file"],
            "now": now.details["file"],
            "ignored": [*ignored, *automation.details["rule"].get("StopOn", {}).get("IgnoredColumns", [])],
        },
        seconds=_SECONDS,
        region=automation.region,
    )
    stored.change(instance, run.id, step="drift")


def outcome(instance: Instance, automation: Stored, run: Stored) -> Moved | Why | None:
    """What the comparison found, or why there is none; None while it goes on."""
    job = find_job(instance, job_arn(run, "drift"))
    if job is None:
        return Why("InternalError", "The comparison is gone.")
    if not job.state.final:
        return None
    forget(instance, job.arn)
    if job.state is not JobState.SUCCEEDED:
        return why_job_failed(instance, job.failure, job.spec.role_arn, "UnsuitableData")
    stop = automation.details["rule"].get("StopOn", {})
    indices = [(str(name), float(index)) for name, index in job.result["stability"].items()]
    why = None
    schema = {str(name): str(sentence) for name, sentence in job.result["schema"].items()}
    if stop.get("SchemaDrift", True) and schema:
        why = Why("SchemaDrift", _all_of(list(schema.values())))
    most = stop.get("StabilityIndex", DEFAULT_STABILITY_INDEX)
    if why is None and most > 0 and indices and indices[0][1] > most:
        name, index = indices[0]
        why = Why(
            "DataDrift",
            f"The column '{name}' has moved from what the model was trained on: its stability index is {index:.2f}, "
            f"allowed are {most:g}.",
        )
    columns: list[dict[str, Any]] = [{"Column": name, "Message": sentence} for name, sentence in schema.items()]
    columns += [{"Column": name, "StabilityIndex": index} for name, index in indices]
    return Moved(columns[:_SHOWN], why)


def _all_of(sentences: list[str]) -> str:
    more = len(sentences) - _SHOWN
    return " ".join([*sentences[:_SHOWN], *([f"So it is with {more} more."] if more > 0 else [])])

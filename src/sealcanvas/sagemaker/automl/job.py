"""An AutoML job: how its state follows that of the work."""

import logging
from typing import Any

from sealcanvas.jobs.hooks import finished, progressed, stopping
from sealcanvas.jobs.job import Job, JobState
from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.automl.deploy import deploy
from sealcanvas.sagemaker.automl.result import final_status, read_left_out, read_result
from sealcanvas.sagemaker.errors import ResourceNotFound
from sealcanvas.sagemaker.failure_reason import failure_reason
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.instance import Instance

KIND = "automl"
_log = logging.getLogger("sealcanvas.sagemaker")
# The secondary statuses that work goes through, as its worker may report them.
_PHASES = frozenset(
    {
        "PreTraining",
        "AnalyzingData",
        "FeatureEngineering",
        "ModelTuning",
        "TrainingModels",
        "GeneratingExplainabilityReport",
        "GeneratingModelInsightsReport",
    }
)


def require_job(found: Target) -> Stored:
    """The AutoML job, if there is one.

    Raises:
        ResourceNotFound: there is none.
    """
    if isinstance(found, Stored):
        return found
    raise ResourceNotFound(f"Amazon SageMaker can't find an AutoML job called {found.arn.rpartition('/')[2]}.")


@progressed(KIND)
def automl_job_goes_on(instance: Instance, job: Job) -> None:
    """Follow the worker's phase, unless the job is being stopped."""
    found = stored.find(instance, job.arn)
    if found is not None and found.status == "InProgress" and job.progress.phase in _PHASES:
        stored.change(instance, found, secondary=job.progress.phase)


@stopping(KIND)
def automl_job_stops(instance: Instance, job: Job) -> None:
    """The job was asked to stop, by whatever operation."""
    found = stored.find(instance, job.arn)
    if found is not None and found.status == "InProgress":
        stored.change(instance, found, status="Stopping", secondary="Stopping")


@finished(KIND)
def automl_job_ended(instance: Instance, job: Job) -> None:
    """Take over the result, or the reason why there is none."""
    found = stored.find(instance, job.arn)
    if found is None:
        return
    if job.state is JobState.STOPPED:
        stored.change(instance, found, status="Stopped", secondary="Stopped", ended=True)
        return
    reason = failure_reason(job)
    result = None
    if job.state is JobState.SUCCEEDED:
        try:
            result = read_result(job.result)
        except ValueError:  # its text may quote the worker's result, which is customers' data
            _log.error("the result of job %s is not usable", job.job_id)
            reason = "InternalFailure: the worker's result is not usable."
    if result is None:
        stored.change(instance, found, status="Failed", secondary="Failed", failure_reason=reason, ended=True)
    else:
        _complete(instance, found, job, result)


def _complete(instance: Instance, found: Stored, job: Job, result: dict[str, Any]) -> None:
    """Take over the candidates; deploy the best one, if that was asked for."""
    secondary = final_status(result)
    started_at = job.started_at or job.created_at
    kept: dict[str, Any] = {"result": result, "started_at": started_at, "trained_at": instance.clock()}
    left_out = read_left_out(job.result)
    if left_out:
        kept["partial_failures"] = left_out
    wanted = "ModelDeployConfig" in found.request and bool(result["candidates"])
    if not wanted:
        stored.change(instance, found, status="Completed", secondary=secondary, ended=True, **kept)
        return
    stored.change(instance, found, secondary="DeployingModel", after=secondary, **kept)
    trained = stored.find(instance, found.arn)
    if trained is not None:
        deploy(instance, trained, job.spec.role_arn, job.spec.region)

"""ModelDeployConfig: the best candidate of a completed job goes to an endpoint, as the job's role."""

from typing import Any

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.automl.candidate import wire_candidates
from sealcanvas.sagemaker.endpoints.deploy_candidate import deploy_candidate
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.sts.assume import CannotAssumeRole


def check_deployment(request: Request) -> None:
    """Raises ValidationException unless the endpoint's name is either given or to be made (API reference)."""
    if "ModelDeployConfig" not in request:
        return
    config = request["ModelDeployConfig"]
    generated, name = config.get("AutoGenerateEndpointName", False), config.get("EndpointName")
    if generated and name:
        raise ValidationException(
            "ModelDeployConfig: do not specify EndpointName when AutoGenerateEndpointName is True."
        )
    if not generated and not name:
        raise ValidationException("ModelDeployConfig: specify EndpointName, or set AutoGenerateEndpointName to True.")


def deploy(instance: Instance, job: Stored, role_arn: str, region: str) -> None:
    """Have the best candidate of a job hosted; the job is DeployingModel until the endpoint has settled.

    A refusal leaves the job Completed, with its model, and says why there is no endpoint.
    """
    best = wire_candidates(job)[0]["InferenceContainers"][0]
    name = job.request["ModelDeployConfig"].get("EndpointName")
    try:
        made = deploy_candidate(
            instance,
            job_arn=job.arn,
            role_arn=role_arn,
            container=best,
            endpoint_name=name,
            volume_key=job.request.get("SecurityConfig", {}).get("VolumeKmsKeyId"),
            region=region,
        )
    except (ServiceError, CannotAssumeRole) as error:
        undeployed(instance, job, str(error))
        return
    endpoint = stored.find(instance, job.arn.rpartition(":")[0] + f":endpoint/{made}")
    if endpoint is not None:
        stored.change(instance, endpoint, automl_job=job.arn)
    stored.change(instance, job, secondary="DeployingModel", endpoint=made)


def undeployed(instance: Instance, job: Stored, reason: str) -> None:
    """The job is over, without an endpoint."""
    reasons = [*job.details.get("partial_failures", []), f"Model deployment: {reason}"[:1024]]
    told: dict[str, Any] = {"partial_failures": reasons, "endpoint": None}
    stored.change(instance, job, status="Completed", secondary="ModelDeploymentError", ended=True, **told)


def endpoint_changed(instance: Instance, arn: str) -> None:
    """An endpoint has changed its status: if a job waits for it, the job may be over."""
    endpoint = stored.find(instance, arn)
    job_arn = endpoint.details.get("automl_job") if endpoint is not None else None
    job = stored.find(instance, job_arn) if job_arn else None
    if endpoint is None or job is None or job.details["secondary"] != "DeployingModel":
        return
    if endpoint.status == "InService":
        stored.change(instance, job, status="Completed", secondary=job.details["after"], ended=True)
    elif endpoint.status == "Failed":
        undeployed(instance, job, endpoint.details["failure_reason"])

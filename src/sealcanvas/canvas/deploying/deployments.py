"""DeployModelVersion, ListModelVersionDeployments, DeleteModelVersionDeployment: versions behind endpoints."""

import re
import secrets
from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.deploying.container import container_of, require_container
from sealcanvas.canvas.named import Target, named
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.workspace import as_ours, as_user, settings_of
from sealcanvas.sagemaker import (
    create_endpoint,
    create_endpoint_config,
    create_model,
    delete_endpoint,
    delete_endpoint_config,
    delete_model,
)
from sealcanvas.sagemaker import stored as sagemaker_stored
from sealcanvas.sagemaker.stored import Stored as SageMakerStored
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceNotFoundException, ValidationException

_VARIANT = "AllTraffic"


@sealcanvas.operation("DeployModelVersion", resource=named("model-version", "ModelVersionId"))
def deploy_model_version(call: Call, target: Target, request: Request) -> Request:
    """Make an endpoint of the version, as the user profile's execution role; its instances' storage is under key 1.

    Raises:
        ValidationException: DirectDeploySettings are DISABLED for the user profile, or SageMaker refused it.
    """
    version = target.required
    settings = settings_of(call, version.domain_id, version.profile)
    if not settings.direct_deploy:
        raise ValidationException(
            f"Model deployment is disabled for UserProfile [{version.profile}] "
            "(CanvasAppSettings.DirectDeploySettings). Ask the administrator of the domain to enable it."
        )
    require_container(version)
    role = as_user(call.instance, settings, call.region, version.arn, within=call)
    name = request.get("EndpointName") or _name(version)
    tags: dict[str, Any] = {"Tags": settings.tag_list} if settings.tags else {}
    variant = {
        "VariantName": _VARIANT,
        "ModelName": name,
        "InstanceType": request.get("InstanceType", "ml.m5.large"),
        "InitialInstanceCount": request.get("InstanceCount", 1),
        "InitialVariantWeight": 1.0,
    }
    config = {"EndpointConfigName": name, "ProductionVariants": [variant], **tags}
    if settings.app_key:
        config["KmsKeyId"] = settings.app_key
    try:
        container = container_of(role, version)
        environment = dict(container.get("Environment", {}))
        if "SAGEMAKER_INFERENCE_SUPPORTED" in environment:
            environment["SAGEMAKER_INFERENCE_OUTPUT"] = "predicted_label,probability"
        model = {"ModelName": name, "ExecutionRoleArn": settings.execution_role}
        create_model(role, {**model, "PrimaryContainer": {**container, "Environment": environment}, **tags})
        create_endpoint_config(role, config)
        made = create_endpoint(role, {"EndpointName": name, "EndpointConfigName": name, **tags})
    except ServiceError as error:
        raise as_ours(error) from None
    endpoints = [*version.details.get("endpoints", []), made["EndpointArn"]]
    stored.change(call.instance, version.id, endpoints=endpoints)
    return {"EndpointName": name, "EndpointArn": made["EndpointArn"]}


@sealcanvas.operation("ListModelVersionDeployments", resource=named("model-version", "ModelVersionId"))
def list_model_version_deployments(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """List a version's endpoints that are still there, newest first."""
    return {
        "Deployments": [_told(call.instance, each) for each in reversed(endpoints_of(call.instance, target.required))]
    }


@sealcanvas.operation("DeleteModelVersionDeployment", resource=named("model-version", "ModelVersionId"))
def delete_model_version_deployment(call: Call, target: Target, request: Request) -> None:
    """Delete an endpoint, its configuration and its model, as the user profile's execution role.

    Raises:
        ResourceNotFoundException: the version has no such endpoint.
    """
    version, name = target.required, request["EndpointName"]
    endpoint = next((each for each in endpoints_of(call.instance, version) if each.name == name), None)
    if endpoint is None:
        raise ResourceNotFoundException(f"Model version {version.id} has no endpoint {name}.")
    settings = settings_of(call, version.domain_id, version.profile)
    role = as_user(call.instance, settings, call.region, version.arn, within=call)
    config = _config_of(call.instance, endpoint)
    try:
        delete_endpoint(role, {"EndpointName": name})
        if config is not None:
            delete_endpoint_config(role, {"EndpointConfigName": config.name})
        if sagemaker_stored.find(call.instance, endpoint.arn.replace(":endpoint/", ":model/", 1)) is not None:
            delete_model(role, {"ModelName": name})
    except ServiceError as error:
        raise as_ours(error) from None
    left = [arn for arn in version.details["endpoints"] if arn != endpoint.arn]
    stored.change(call.instance, version.id, endpoints=left)


def endpoints_of(instance: Instance, version: Stored) -> list[SageMakerStored]:
    """A version's endpoints that are still there, oldest first."""
    arns = version.details.get("endpoints", [])
    return [each for arn in arns if (each := sagemaker_stored.find(instance, arn)) is not None]


def _name(version: Stored) -> str:
    """One that the policies of Canvas's roles allow: they name endpoints with "canvas" in their names."""
    readable = re.sub(r"[^a-zA-Z0-9]+", "-", version.name).strip("-")[:30].rstrip("-")
    return "-".join(part for part in ("canvas", readable, secrets.token_hex(4)) if part)


def _config_of(instance: Instance, endpoint: SageMakerStored) -> SageMakerStored | None:
    name = endpoint.request["EndpointConfigName"]
    return sagemaker_stored.find(instance, f"{endpoint.arn.rpartition(':')[0]}:endpoint-config/{name}")


def _told(instance: Instance, endpoint: SageMakerStored) -> Request:
    config = _config_of(instance, endpoint)
    told = {
        "EndpointName": endpoint.name,
        "EndpointArn": endpoint.arn,
        "EndpointStatus": endpoint.status,
        "CreationTime": endpoint.created_at,
        "FailureReason": endpoint.details.get("failure_reason") or None,
    }
    if config is not None:
        variant = config.request["ProductionVariants"][0]
        told["InstanceType"], told["InstanceCount"] = variant["InstanceType"], variant["InitialInstanceCount"]
        told["KmsKeyId"] = config.request.get("KmsKeyId")
    return {name: value for name, value in told.items() if value is not None}

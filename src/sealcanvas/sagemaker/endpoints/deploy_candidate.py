"""Deploys an AutoML job's best candidate, as the job's role: what ModelDeployConfig asks for."""

import secrets
from dataclasses import replace
from typing import Any

from sealcanvas.sagemaker.endpoints.create_endpoint import create_endpoint
from sealcanvas.sagemaker.endpoints.create_endpoint_config import create_endpoint_config
from sealcanvas.sagemaker.models.create_model import create_model
from sealcanvas.sagemaker.roles import SERVICE
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.sts.role_call import role_call

INSTANCE_TYPE = "ml.m5.large"
_LONGEST_NAME = 63


def deploy_candidate(
    instance: Instance,
    *,
    job_arn: str,
    role_arn: str,
    container: dict[str, Any],
    endpoint_name: str | None = None,
    volume_key: str | None = None,
    region: str = "",
    within: Call | None = None,
) -> str:
    """Make a model, an endpoint configuration and an endpoint; the endpoint's name. It is Creating when this returns.

    The role needs sagemaker:CreateModel, CreateEndpointConfig, CreateEndpoint, and iam:PassRole on itself.

    Args:
        job_arn: the AutoML job's, `aws:SourceArn` of the role's session.
        container: of the best candidate's InferenceContainers.
        endpoint_name: ModelDeployConfig.EndpointName; None makes one of the job's name.
        volume_key: the endpoint's KmsKeyId; None is the AWS managed key.
        region: of the job, if not the instance's own.
        within: the call that this belongs to, if any.

    Raises:
        CannotAssumeRole: the role is gone, or does not trust SageMaker for the job.
        ServiceError: SageMaker's refusal; nothing was made.
    """
    job_name = job_arn.rpartition("/")[2]
    name = endpoint_name or f"{job_name[: _LONGEST_NAME - 9]}-{secrets.token_hex(4)}"
    call = role_call(instance, role_arn, service=SERVICE, source_arn=job_arn, session_name="SageMaker", within=within)
    call = replace(call, region=region or call.region)
    # Of the model and the configuration nobody chose a name: a second deployment of the same endpoint must not meet it.
    own = f"{name[: _LONGEST_NAME - 9]}-{secrets.token_hex(4)}"
    variant = {
        "VariantName": "AllTraffic",
        "ModelName": own,
        "InstanceType": INSTANCE_TYPE,
        "InitialInstanceCount": 1,
        "InitialVariantWeight": 1.0,
    }
    config: dict[str, Any] = {"EndpointConfigName": own, "ProductionVariants": [variant]}
    if volume_key:
        config["KmsKeyId"] = volume_key
    with instance.database.transaction():
        create_model(call, {"ModelName": own, "ExecutionRoleArn": role_arn, "PrimaryContainer": container})
        create_endpoint_config(call, config)
        create_endpoint(call, {"EndpointName": name, "EndpointConfigName": own})
    return name

"""What an endpoint hosts under one configuration: variants, each a hosted model, with their weights."""

import secrets
from typing import Any, Final

from sealcanvas.jobs.serving.host import HostSpec
from sealcanvas.jobs.serving.hosting import TooManyHosted, host, hosts_of, release
from sealcanvas.kms import managed_key
from sealcanvas.sagemaker.arns import target
from sealcanvas.sagemaker.errors import ResourceLimitExceeded
from sealcanvas.sagemaker.models.container import bundle_of, choices_of, container_of
from sealcanvas.sagemaker.models.model import require_model
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance

KIND: Final = "endpoint"
Deployment = dict[str, Any]
"""generation, config (its name), started_at, and variants: each with name, weight, count, instance_type, image."""


def deploy(call: Call, endpoint_arn: str, config: Stored) -> Deployment:
    """Have the models of a configuration hosted for an endpoint, within the caller's unit of work.

    Raises:
        ValidationException: a model is not there any more.
        ResourceLimitExceeded: the server hosts as many models as it may.
    """
    generation = secrets.token_hex(8)
    volume_key = config.request.get("KmsKeyId") or managed_key(call, "sagemaker").arn
    variants = []
    for variant in config.request["ProductionVariants"]:
        model = require_model(target(call, "model", variant["ModelName"]))
        container = container_of(model)
        spec = HostSpec(
            kind=KIND,
            owner=endpoint_arn,
            generation=generation,
            variant=variant["VariantName"],
            role_arn=model.request["ExecutionRoleArn"],
            payload={"model": bundle_of(container), **choices_of(container.get("Environment", {}))},
            volume_key=volume_key,
            region=call.region,
        )
        try:
            host(call.instance, spec)
        except TooManyHosted as error:
            raise ResourceLimitExceeded(f"{error}. Delete an endpoint that is not needed.") from None
        variants.append(
            {
                "name": variant["VariantName"],
                "weight": variant.get("InitialVariantWeight", 1.0),
                "count": variant["InitialInstanceCount"],
                "instance_type": variant["InstanceType"],
                "image": container["Image"],
            }
        )
    return {
        "generation": generation,
        "config": config.name,
        "started_at": call.instance.clock().timestamp(),
        "variants": variants,
    }


def end(instance: Instance, endpoint_arn: str, but: Deployment | None = None) -> None:
    """Host nothing of an endpoint any more, but for one deployment."""
    kept = but["generation"] if but else ""
    found = [host for host in hosts_of(instance, endpoint_arn) if host.spec.generation != kept]
    release(instance, [host.host_id for host in found])

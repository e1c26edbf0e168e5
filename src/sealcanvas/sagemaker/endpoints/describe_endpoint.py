"""DescribeEndpoint."""

from datetime import UTC, datetime
from typing import Any

from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.endpoints.deployment import Deployment
from sealcanvas.sagemaker.endpoints.endpoint import require_endpoint
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("DescribeEndpoint", resource=named("endpoint", "EndpointName"), atomic=False)
def describe_endpoint(call: Call, found: Target, request: Request) -> Request:  # noqa: ARG001 - the seam
    """Tell where an endpoint stands."""
    endpoint = require_endpoint(found)
    current, pending = endpoint.details["current"], endpoint.details["pending"]
    told: Request = {
        "EndpointName": endpoint.name,
        "EndpointArn": endpoint.arn,
        "EndpointConfigName": current["config"] if current else endpoint.request["EndpointConfigName"],
        "EndpointStatus": endpoint.status,
        "CreationTime": endpoint.created_at,
        "LastModifiedTime": endpoint.modified_at,
    }
    if current:
        told["ProductionVariants"] = [_variant(variant, current) for variant in current["variants"]]
    if pending:
        told["PendingDeploymentSummary"] = {
            "EndpointConfigName": pending["config"],
            "StartTime": _moment(pending),
            "ProductionVariants": [
                {**_variant(variant, pending), "CurrentInstanceCount": 0, "InstanceType": variant["instance_type"]}
                for variant in pending["variants"]
            ],
        }
    if endpoint.details["failure_reason"]:
        told["FailureReason"] = endpoint.details["failure_reason"]
    return told


def _variant(variant: dict[str, Any], deployment: Deployment) -> dict[str, Any]:
    image = {"SpecifiedImage": variant["image"], "ResolvedImage": variant["image"]}
    return {
        "VariantName": variant["name"],
        "DeployedImages": [{**image, "ResolutionTime": _moment(deployment)}],
        "CurrentWeight": variant["weight"],
        "DesiredWeight": variant["weight"],
        "CurrentInstanceCount": variant["count"],
        "DesiredInstanceCount": variant["count"],
    }


def _moment(deployment: Deployment) -> datetime:
    return datetime.fromtimestamp(deployment["started_at"], UTC)

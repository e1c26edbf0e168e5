"""Condition keys of requests that make or change a model package.

Source: Service Authorization Reference, "Condition keys for Amazon SageMaker".
"""

from typing import Any

from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.tags import request_tags
from sealcanvas.service.call import Call

Conditions = dict[str, str | tuple[str, ...]]


def current_conditions(call: Call, target: Any, request: dict[str, Any]) -> Conditions:  # noqa: ARG001 - the seam
    """What a package is now: its metadata and its stage, unless its own key seals them."""
    if not isinstance(target, Stored) or target.details.get("key_arn") is not None:
        return {}
    facts: dict[str, Any] = target.details.get("facts", {})
    found: Conditions = {
        f"sagemaker:CurrentCustomerMetadataProperties/{name}": value
        for name, value in facts.get("CustomerMetadataProperties", {}).items()
    }
    if "ModelLifeCycle" in facts:
        found["sagemaker:CurrentModelLifeCycleStage"] = facts["ModelLifeCycle"]["Stage"]
        found["sagemaker:CurrentModelLifeCycleStageStatus"] = facts["ModelLifeCycle"]["StageStatus"]
    return found


def package_conditions(call: Call, target: Any, request: dict[str, Any]) -> Conditions:
    """What a request would make of a package, beside what it is now.

    Raises:
        ValidationException: tags that cannot be.
    """
    found = {**request_tags(call, target, request), **current_conditions(call, target, request)}
    if "ModelApprovalStatus" in request:
        found["sagemaker:ModelApprovalStatus"] = request["ModelApprovalStatus"]
    for name, value in request.get("CustomerMetadataProperties", {}).items():
        found[f"sagemaker:CustomerMetadataProperties/{name}"] = value
    if request.get("CustomerMetadataPropertiesToRemove"):
        found["sagemaker:CustomerMetadataPropertiesToRemove"] = tuple(request["CustomerMetadataPropertiesToRemove"])
    if "ModelLifeCycle" in request:
        found["sagemaker:ModelLifeCycle:Stage"] = request["ModelLifeCycle"]["Stage"]
        found["sagemaker:ModelLifeCycle:StageStatus"] = request["ModelLifeCycle"]["StageStatus"]
    return found

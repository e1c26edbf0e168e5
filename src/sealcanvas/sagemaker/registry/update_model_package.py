"""UpdateModelPackage: approval, life cycle, metadata and specifications of a version."""

from typing import Any

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.registry.conditions import package_conditions
from sealcanvas.sagemaker.registry.facts import facts_of, kept_facts
from sealcanvas.sagemaker.registry.identity import identity_of
from sealcanvas.sagemaker.registry.package import package_named, require_package
from sealcanvas.sagemaker.registry.specification import check_additional
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_REPLACED = ("ApprovalDescription", "InferenceSpecification", "ModelCard", "ModelLifeCycle", "SourceUri")
_MOST_METADATA = 50


@sagemaker.operation(
    "UpdateModelPackage",
    resource=lambda call, request: package_named(call, request["ModelPackageArn"]),
    conditions=package_conditions,
)
def update_model_package(call: Call, found: Target, request: Request) -> Request:
    """Change a version; what lies under its own key is opened and sealed anew, as the caller."""
    package = require_package(found)
    if package.details["version"] is None:
        raise ValidationException(f"ModelPackage {package.arn} is unversioned: only versions of a group change.")
    kept = dict(package.request)
    for name in ("ModelApprovalStatus", "ModelPackageRegistrationType"):
        if name in request:
            kept[name] = request[name]
    details: dict[str, Any] = {"changed_by": identity_of(call)}
    if set(request) - {"ModelPackageArn", "ModelApprovalStatus", "ModelPackageRegistrationType", "ClientToken"}:
        facts = _changed(facts_of(call, package), request)
        details |= kept_facts(call, package.arn, facts, package.details["key_arn"])
    stored.change(call.instance, package, request=kept, **details)
    return {"ModelPackageArn": package.arn}


def _changed(facts: dict[str, Any], request: Request) -> dict[str, Any]:
    changed = {**facts, **{name: request[name] for name in _REPLACED if name in request}}
    metadata = {**facts.get("CustomerMetadataProperties", {}), **request.get("CustomerMetadataProperties", {})}
    for name in request.get("CustomerMetadataPropertiesToRemove", []):
        metadata.pop(name, None)
    if len(metadata) > _MOST_METADATA:
        raise ValidationException(f"A model package has at most {_MOST_METADATA} customer metadata properties.")
    changed["CustomerMetadataProperties"] = metadata
    if not metadata:
        del changed["CustomerMetadataProperties"]
    added = request.get("AdditionalInferenceSpecificationsToAdd")
    if added:
        changed["AdditionalInferenceSpecifications"] = [*facts.get("AdditionalInferenceSpecifications", []), *added]
        check_additional(changed["AdditionalInferenceSpecifications"])
    return changed

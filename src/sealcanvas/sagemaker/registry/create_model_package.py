"""CreateModelPackage: a version in a group, or a package by itself."""

from typing import Any

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target, arn, target
from sealcanvas.sagemaker.errors import ConflictException, ValidationException
from sealcanvas.sagemaker.kms_key import require_key
from sealcanvas.sagemaker.registry.conditions import package_conditions
from sealcanvas.sagemaker.registry.facts import facts_of, kept_facts
from sealcanvas.sagemaker.registry.group import group_named, require_group
from sealcanvas.sagemaker.registry.identity import identity_of
from sealcanvas.sagemaker.registry.package import KIND, versions_of
from sealcanvas.sagemaker.registry.specification import check_additional, source_specification
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource

_UNSERVED = (
    *("ValidationSpecification", "SourceAlgorithmSpecification", "CertifyForMarketplace", "ManagedStorageType"),
)
_OPEN = ("ModelApprovalStatus", "ModelPackageRegistrationType", "SecurityConfig", "SkipModelValidation")
_ELSEWHERE = ("ModelPackageName", "ModelPackageGroupName", "Tags", "ClientToken", *_OPEN)


def _new(call: Call, request: Request) -> Target:
    """What is to be made: of a version the ARN that it would have."""
    if ("ModelPackageName" in request) == ("ModelPackageGroupName" in request):
        raise ValidationException("Specify either ModelPackageName or ModelPackageGroupName.")
    if "ModelPackageName" in request:
        return target(call, KIND, request["ModelPackageName"])
    group = group_named(call, request["ModelPackageGroupName"])
    last = group.details["last_version"] if isinstance(group, Stored) else 0
    name = group.arn.rpartition("/")[2]
    return PlainResource(arn(call, KIND, f"{name}/{last + 1}"), group.account, tags=group.tags)


@sagemaker.operation("CreateModelPackage", resource=_new, conditions=package_conditions)
def create_model_package(call: Call, found: Target, request: Request) -> Request:
    """Register a model."""
    for member in _UNSERVED:
        if request.get(member):
            raise ValidationException(f"{member} is not supported.")
    check_additional(request.get("AdditionalInferenceSpecifications", []))
    if isinstance(found, Stored):
        raise ValidationException(f"Model Package already exists: {found.arn}")
    group = _group(call, request)
    if group is not None and (again := _made_before(call, group, request)) is not None:
        return {"ModelPackageArn": again}
    facts = {name: value for name, value in request.items() if name not in _ELSEWHERE}
    if "InferenceSpecification" not in facts and "SourceUri" in facts:
        specification = source_specification(call, facts["SourceUri"])
        if specification is not None:
            facts["InferenceSpecification"] = specification
    kept = {name: request[name] for name in _OPEN if name in request}
    key_id = request.get("SecurityConfig", {}).get("KmsKeyId")
    key_arn = require_key(call, "SecurityConfig.KmsKeyId", key_id) if key_id else None
    version = None
    if group is not None:
        kept.setdefault("ModelApprovalStatus", "PendingManualApproval")
        kept.setdefault("ModelPackageRegistrationType", "Registered")
        version = group.details["last_version"] + 1
        stored.change(call.instance, group, last_version=version)
    made = stored.store(
        call,
        KIND,
        found.arn,
        request.get("ModelPackageName") or found.arn.split("/")[1],
        "Completed",
        {**kept, "Tags": request.get("Tags", [])},
        group_arn=group.arn if group else None,
        version=version,
        key_arn=key_arn,
        token=request.get("ClientToken"),
        created_by=identity_of(call),
        **kept_facts(call, found.arn, facts, key_arn),
    )
    if group is not None and group.tags:
        stored.set_tags(call.instance, made, group.tags)
    return {"ModelPackageArn": made.arn}


def _group(call: Call, request: Request) -> Stored | None:
    """The group of a version, after the rules that part versions from packages by themselves."""
    if "ModelPackageGroupName" in request:
        if request.get("Tags"):
            raise ValidationException("A model version has the tags of its group: Tags cannot be given.")
        return require_group(group_named(call, request["ModelPackageGroupName"]))
    for member in ("ModelApprovalStatus", "ModelPackageRegistrationType", "ModelLifeCycle"):
        if member in request:
            raise ValidationException(f"{member} does not apply to unversioned model packages.")
    specification: dict[str, Any] = request.get("InferenceSpecification", {})
    needed = (
        *("SupportedTransformInstanceTypes", "SupportedRealtimeInferenceInstanceTypes"),
        *("SupportedContentTypes", "SupportedResponseMIMETypes"),
    )
    for member in needed if specification else ():
        if member not in specification:
            raise ValidationException(f"InferenceSpecification.{member} is required for unversioned model packages.")
    return None


def _made_before(call: Call, group: Stored, request: Request) -> str | None:
    """The version that the same ClientToken made before."""
    token = request.get("ClientToken")
    if token is None:
        return None
    for version in versions_of(call, group.arn):
        if version.details["token"] == token:
            facts = facts_of(call, version)
            if any(facts.get(name) != value for name, value in request.items() if name not in _ELSEWHERE):
                raise ConflictException("The ClientToken was used before, with other parameters.")
            return version.arn
    return None

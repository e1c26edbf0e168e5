"""RegisterModelVersion, ListModelVersionRegistrations: versions in SageMaker's model registry."""

from sealcanvas.canvas import stored
from sealcanvas.canvas.deploying.container import container_of, require_container
from sealcanvas.canvas.named import Target, named
from sealcanvas.canvas.workspace import as_ours, as_user, settings_of
from sealcanvas.sagemaker import create_model_package, create_model_package_group
from sealcanvas.sagemaker import stored as sagemaker_stored
from sealcanvas.sagemaker.registry.group import group_named
from sealcanvas.sagemaker.registry.package import summary
from sealcanvas.sagemaker.stored import Stored as SageMakerStored
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ValidationException

_TYPES = {"SupportedContentTypes": ["text/csv"], "SupportedResponseMIMETypes": ["text/csv"]}


@sealcanvas.operation("RegisterModelVersion", resource=named("model-version", "ModelVersionId"))
def register_model_version(call: Call, target: Target, request: Request) -> Request:
    """Make a package of the version, pending approval, as the user profile's execution role.

    Raises:
        ValidationException: ModelRegisterSettings are DISABLED for the user profile, or SageMaker refused it.
    """
    version, group = target.required, request["ModelPackageGroupName"]
    settings = settings_of(call, version.domain_id, version.profile)
    if not settings.model_register:
        raise ValidationException(
            f"Model registration is disabled for UserProfile [{version.profile}] "
            "(CanvasAppSettings.ModelRegisterSettings). Ask the administrator of the domain to enable it."
        )
    require_container(version)
    role = as_user(call.instance, settings, call.region, version.arn, within=call)
    try:
        if not isinstance(group_named(role, group), SageMakerStored):
            tags = {"Tags": settings.tag_list} if settings.tags else {}
            create_model_package_group(role, {"ModelPackageGroupName": group, **tags})
        made = create_model_package(
            role,
            {
                "ModelPackageGroupName": group,
                "ModelPackageDescription": f"{version.name} V{version.details['version']}"[:1024],
                "ModelApprovalStatus": "PendingManualApproval",
                "InferenceSpecification": {"Containers": [container_of(role, version)], **_TYPES},
            },
        )
    except ServiceError as error:
        raise as_ours(error) from None
    packages = [*version.details.get("packages", []), made["ModelPackageArn"]]
    stored.change(call.instance, version.id, packages=packages)
    return {"ModelPackageArn": made["ModelPackageArn"]}


@sealcanvas.operation("ListModelVersionRegistrations", resource=named("model-version", "ModelVersionId"))
def list_model_version_registrations(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """List a version's packages that are still there, newest first, with what was decided on each."""
    arns = reversed(target.required.details.get("packages", []))
    found = [each for arn in arns if (each := sagemaker_stored.find(call.instance, arn)) is not None]
    return {"Registrations": [_told(each) for each in found]}


def _told(package: SageMakerStored) -> Request:
    told = summary(package)
    members = ("ModelPackageArn", "ModelPackageGroupName", "ModelPackageVersion", "CreationTime", "ModelApprovalStatus")
    return {name: told[name] for name in members}

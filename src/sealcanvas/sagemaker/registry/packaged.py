"""Models of model packages: which container a package stands for."""

from typing import Any

from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.registry.facts import facts_of
from sealcanvas.sagemaker.registry.package import package_named, require_package
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call

_TAKEN = ("Image", "ModelDataUrl", "ModelDataSource", "ContainerHostname")


def packaged_container(call: Call, container: dict[str, Any]) -> dict[str, Any]:
    """The container that CreateModel names, with what its model package has; without a package, as it is.

    The request's environment is laid over the package's.

    Raises:
        AccessDeniedException: the caller may not describe the package (*ours*), or not open it under its key.
        ValidationException: there is no such package, it cannot be used, or the request names a bundle as well.
    """
    if "ModelPackageName" not in container:
        if "InferenceSpecificationName" in container:
            raise ValidationException("InferenceSpecificationName needs a ModelPackageName.")
        return container
    for member in ("Image", "ModelDataUrl", "ModelDataSource"):
        if member in container:
            raise ValidationException(f"{member} cannot be given together with ModelPackageName.")
    package = require_package(package_named(call, container["ModelPackageName"]))
    sagemaker.check(call, "sagemaker:DescribeModelPackage", package)
    if package.request.get("ModelApprovalStatus") == "Rejected":
        raise ValidationException(f"ModelPackage {package.arn} is Rejected: no model can be made of it.")
    specification = _specification(facts_of(call, package), container.get("InferenceSpecificationName"), package.arn)
    containers = specification["Containers"]
    if len(containers) != 1:
        raise ValidationException(
            f"ModelPackage {package.arn}: inference pipelines of several containers are not supported."
        )
    unserved = set(containers[0]) & {"AdditionalModelDataSources", "AdditionalS3DataSource", "ImageDigest"}
    if unserved:
        raise ValidationException(f"ModelPackage {package.arn}: {min(unserved)} is not supported.")
    taken = {name: containers[0][name] for name in _TAKEN if name in containers[0]}
    environment = {**containers[0].get("Environment", {}), **container.get("Environment", {})}
    return {**taken, "Environment": environment}


def _specification(facts: dict[str, Any], name: str | None, arn: str) -> dict[str, Any]:
    if name is not None:
        found = [each for each in facts.get("AdditionalInferenceSpecifications", []) if each["Name"] == name]
        if not found:
            raise ValidationException(f"ModelPackage {arn} has no inference specification {name}.")
        return dict(found[0])
    if "InferenceSpecification" not in facts:
        raise ValidationException(f"ModelPackage {arn} has no InferenceSpecification: no model can be made of it.")
    return dict(facts["InferenceSpecification"])

"""A model package: a version in a group, or one by itself."""

from typing import Any, Final

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target, by_name_or_arn
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call

KIND: Final = "model-package"


def package_named(call: Call, name_or_arn: str) -> Target:
    """What a request calls a package: by its ARN, or one of the caller's by its name."""
    return by_name_or_arn(call, KIND, name_or_arn)


def require_package(found: Target) -> Stored:
    """The package, if there is one.

    Raises:
        ValidationException: there is none; AWS has no better error for them.
    """
    if isinstance(found, Stored) and found.kind == KIND:
        return found
    raise ValidationException(f"ModelPackage {found.arn} does not exist.")


def versions_of(call: Call, group_arn: str) -> list[Stored]:
    """The packages of a group, oldest first."""
    return [package for package in stored.of_kind(call, KIND) if package.details["group_arn"] == group_arn]


def summary(package: Stored) -> dict[str, Any]:
    """A package as lists give it."""
    told: dict[str, Any] = {
        "ModelPackageArn": package.arn,
        "CreationTime": package.created_at,
        "ModelPackageStatus": package.status,
        **package.request,
    }
    if package.details["version"] is None:
        told["ModelPackageName"] = package.name
    else:
        told["ModelPackageGroupName"] = package.name
        told["ModelPackageVersion"] = package.details["version"]
    return told

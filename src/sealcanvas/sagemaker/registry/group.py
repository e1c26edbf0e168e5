"""A model package group: versions of a model, under one name."""

from typing import Final

from sealcanvas.sagemaker.arns import Target, by_name_or_arn
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call

KIND: Final = "model-package-group"


def group_named(call: Call, name_or_arn: str) -> Target:
    """What a request calls a group: by its ARN, or one of the caller's by its name."""
    return by_name_or_arn(call, KIND, name_or_arn)


def require_group(found: Target) -> Stored:
    """The group, if there is one.

    Raises:
        ValidationException: there is none; AWS has no better error for them.
    """
    if isinstance(found, Stored) and found.kind == KIND:
        return found
    raise ValidationException(f"ModelPackageGroup {found.arn} does not exist.")

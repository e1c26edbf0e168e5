"""A model: a bundle in S3 and the role that may read it."""

from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.stored import Stored


def require_model(found: Target) -> Stored:
    """The model, if there is one.

    Raises:
        ValidationException: there is none; AWS has no better error for models.
    """
    if isinstance(found, Stored):
        return found
    raise ValidationException(f'Could not find model "{found.arn}".')

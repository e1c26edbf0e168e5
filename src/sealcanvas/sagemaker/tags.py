"""Tags of a request: checked, and as condition keys."""

from typing import Any

from sealcanvas.iam.tags import tag_conditions
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.service.call import Call


def request_tags(call: Call, target: Any, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:  # noqa: ARG001 - the seam's signature
    """`aws:RequestTag/…` and `aws:TagKeys`.

    Raises:
        ValidationException: a key stands twice or begins with "aws:".
    """
    tags = request.get("Tags", [])
    keys = [tag["Key"] for tag in tags]
    if len(set(keys)) < len(keys):
        raise ValidationException("Duplicate tag keys found in the request.")
    if any(key.lower().startswith("aws:") for key in keys):
        raise ValidationException("Tag keys beginning with aws: are reserved for AWS use.")
    return tag_conditions(tags)

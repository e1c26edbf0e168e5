"""Tags of a request: checked, and as condition keys."""

from typing import Any

from sealcanvas.forecast.errors import InvalidInputException
from sealcanvas.iam.tags import tag_conditions
from sealcanvas.service.call import Call

BUILD_TYPE = "sealcanvas:build-type"
"""Our own tag on CreateAutoPredictor: "quick" or "standard", the default."""


def request_tags(call: Call, target: Any, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:  # noqa: ARG001 - the seam's signature
    """`aws:RequestTag/…` and `aws:TagKeys`.

    Raises:
        InvalidInputException: a key stands twice or begins with "aws:".
    """
    tags = request.get("Tags", [])
    keys = [tag["Key"] for tag in tags]
    if len(set(keys)) < len(keys):
        raise InvalidInputException("Duplicate tag keys found in the request.")
    if any(key.lower().startswith("aws:") for key in keys):
        raise InvalidInputException("Tag keys beginning with aws: are reserved for AWS use.")
    return tag_conditions(tags)


def build_type(request: dict[str, Any]) -> str:
    """The build type that a request's tags choose.

    Raises:
        InvalidInputException: another value.
    """
    tags = {tag["Key"]: tag["Value"] for tag in request.get("Tags", [])}
    chosen: str = tags.get(BUILD_TYPE, "standard")
    if chosen not in ("quick", "standard"):
        raise InvalidInputException(f"The tag {BUILD_TYPE} is quick or standard, not '{chosen}'.")
    return chosen

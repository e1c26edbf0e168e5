"""Tags of a request: checked, and as condition keys."""

from collections.abc import Iterable, Mapping
from typing import Any

from sealcanvas.forecast.errors import InvalidInputException, LimitExceededException
from sealcanvas.forecast.quotas import TAGS
from sealcanvas.iam.tags import tag_conditions
from sealcanvas.service.call import Call

BUILD_TYPE = "sealcanvas:build-type"
"""Our own tag on CreateAutoPredictor: "quick" or "standard", the default."""


def request_tags(call: Call, target: Any, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:  # noqa: ARG001 - the seam's signature
    """`aws:RequestTag/…` and `aws:TagKeys`.

    Raises:
        InvalidInputException: a key stands twice or begins with "aws:".
        LimitExceededException: more tags than a resource may have.
    """
    tags = request.get("Tags", [])
    require_own_keys([tag["Key"] for tag in tags])
    require_few(tags)
    return tag_conditions(tags)


def require_own_keys(keys: list[str]) -> None:
    """Refuse keys that stand twice or are AWS's own.

    Raises:
        InvalidInputException.
    """
    if len(set(keys)) < len(keys):
        raise InvalidInputException("Duplicate tag keys found in the request.")
    if any(key.lower().startswith("aws:") for key in keys):
        raise InvalidInputException("Tag keys beginning with aws: are reserved for AWS use.")


def require_few(tags: Iterable[Any]) -> None:
    """Refuse more tags than a resource may have.

    Raises:
        LimitExceededException.
    """
    if len(list(tags)) > TAGS:
        raise LimitExceededException(f"A resource can have at most {TAGS} tags.")


def build_type(tags: Mapping[str, str]) -> str:
    """The build type that a resource's tags choose.

    Raises:
        InvalidInputException: another value.
    """
    chosen = tags.get(BUILD_TYPE, "standard")
    if chosen not in ("quick", "standard"):
        raise InvalidInputException(f"The tag {BUILD_TYPE} is quick or standard, not '{chosen}'.")
    return chosen

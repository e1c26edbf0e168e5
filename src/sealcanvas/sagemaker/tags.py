"""Tags of a request: checked, as condition keys, and the leave that giving them to a new resource needs."""

from collections.abc import Mapping, Sequence
from typing import Any

from sealcanvas.access.request import Keys
from sealcanvas.iam.tags import tag_conditions
from sealcanvas.sagemaker.errors import ResourceLimitExceeded, ValidationException
from sealcanvas.sagemaker.quotas import TAGS
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.resource import PlainResource

WireTags = Sequence[Mapping[str, str]]


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


def require_tagging(call: Call, arn: str, tags: WireTags) -> None:
    """Ask sagemaker:AddTags of a caller who gives a new resource tags, with `sagemaker:TaggingAction`.

    Source: SageMaker Developer Guide, "Provide permissions for tagging SageMaker resources".

    Raises:
        AccessDeniedException: the caller may make the resource, but not tag it.
    """
    if not tags:
        return
    conditions: Keys = dict(tag_conditions(tags))
    creating = [event.name for event in call.journal.events if event.source == sagemaker.event_source]
    if creating:
        conditions["sagemaker:TaggingAction"] = creating[-1]
    sagemaker.check(call, "sagemaker:AddTags", PlainResource(arn, call.account), conditions)


def merged_tags(*tags: Mapping[str, str]) -> dict[str, str]:
    """Tags over tags: the later ones win.

    Raises:
        ResourceLimitExceeded: more than 50 in all.
    """
    merged: dict[str, str] = {}
    for each in tags:
        merged.update(each)
    if len(merged) > TAGS:
        raise ResourceLimitExceeded(f"A resource can have {TAGS} tags; this one would have {len(merged)}.")
    return merged

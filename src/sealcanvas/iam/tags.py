"""Tags of roles, users and policies: their keys keep their case, but two may not differ in it alone."""

from collections.abc import Iterable, Mapping

from sealcanvas.access.request import Keys
from sealcanvas.iam.errors import InvalidInput, LimitExceeded
from sealcanvas.iam.quotas import TAGS

WireTags = Iterable[Mapping[str, str]]


def read_tags(tags: WireTags) -> dict[str, str]:
    """The tags of a request.

    Raises:
        InvalidInput: a key stands twice or begins with "aws:".
    """
    read: dict[str, str] = {}
    seen: set[str] = set()
    for tag in tags:
        key, folded = tag["Key"], tag["Key"].lower()
        if folded in seen:
            raise InvalidInput("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
        if folded.startswith("aws:"):
            raise InvalidInput("Tag keys beginning with aws: are reserved for AWS use.")
        seen.add(folded)
        read[key] = tag["Value"]
    return read


def merge_tags(present: Mapping[str, str], added: Mapping[str, str]) -> dict[str, str]:
    """`present` with `added`; a key that differs in case alone replaces the old one.

    Raises:
        LimitExceeded: more than 50 tags.
    """
    replaced = {key.lower() for key in added}
    merged = {key: value for key, value in present.items() if key.lower() not in replaced} | dict(added)
    if len(merged) > TAGS:
        raise LimitExceeded("The number of tags has reached the maximum limit.")
    return merged


def drop_tags(present: Mapping[str, str], keys: Iterable[str]) -> dict[str, str]:
    """`present` without `keys`; a key that is not there is no fault."""
    dropped = {key.lower() for key in keys}
    return {key: value for key, value in present.items() if key.lower() not in dropped}


def wire_tags(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """The tags as a response gives them."""
    return [{"Key": key, "Value": tags[key]} for key in sorted(tags)]


def resource_tag_keys(tags: Mapping[str, str]) -> Keys:
    """`iam:ResourceTag/…` of a request on what has these tags."""
    return {f"iam:ResourceTag/{key}": value for key, value in tags.items()}


def tag_conditions(tags: WireTags) -> Keys:
    """`aws:RequestTag/…` and `aws:TagKeys` of a request that sets tags."""
    conditions: Keys = {f"aws:RequestTag/{tag['Key']}": tag["Value"] for tag in tags}
    if conditions:
        conditions["aws:TagKeys"] = tuple(tag["Key"] for tag in tags)
    return conditions

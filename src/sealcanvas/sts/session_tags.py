"""Session tags: what may be passed, and what policies see of them.

Source: IAM User Guide, "Passing session tags in AWS STS".
"""

from collections.abc import Iterable, Mapping, Sequence

from sealcanvas.access.request import Keys
from sealcanvas.sts.errors import ValidationError


def read_session_tags(tags: Iterable[tuple[str, str]], inherited: Iterable[str] = ()) -> dict[str, str]:
    """The tags that a request passes.

    Args:
        inherited: keys of transitive tags of the calling session, which stay as they are.

    Raises:
        ValidationError: a key stands twice, is inherited, or begins with "aws:".
    """
    fixed = {key.lower() for key in inherited}
    given: dict[str, str] = {}
    seen: set[str] = set()
    for key, value in tags:
        folded = key.lower()
        if folded in fixed:
            raise ValidationError(f"The tag {key} is transitive from the calling session and cannot be set.")
        if folded in seen:
            raise ValidationError("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
        if folded.startswith("aws:"):
            raise ValidationError("Tag keys beginning with aws: are reserved for AWS use.")
        seen.add(folded)
        given[key] = value
    return given


def check_transitive(keys: Iterable[str], tags: Mapping[str, str]) -> None:
    """Raise ValidationError unless each of `keys`, to be transitive, is a key of `tags`."""
    if any(key not in tags for key in keys):
        raise ValidationError("The specified transitive tag key must be included in the requested tags.")


def tag_keys(tags: Mapping[str, str], transitive: Sequence[str] = ()) -> Keys:
    """The condition keys of a request that passes `tags`: aws:RequestTag/…, aws:TagKeys, sts:TransitiveTagKeys."""
    keys: Keys = {f"aws:RequestTag/{key}": value for key, value in tags.items()}
    if tags:
        keys["aws:TagKeys"] = tuple(tags)
    if transitive:
        keys["sts:TransitiveTagKeys"] = tuple(transitive)
    return keys

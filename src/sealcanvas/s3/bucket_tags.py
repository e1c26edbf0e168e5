"""A bucket's tag set, as requests and answers carry it."""

from collections.abc import Iterable, Mapping

from sealcanvas.s3.errors import InvalidTag
from sealcanvas.s3.stored_headers import checked_tags

_MAXIMUM = 50


def tags_of_set(tag_set: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The tags of a `TagSet`.

    Raises:
        InvalidTag: more than 50, a key twice, or one that breaks the rules.
    """
    pairs = [(tag.get("Key", ""), tag.get("Value", "")) for tag in tag_set]
    if len(pairs) > _MAXIMUM:
        raise InvalidTag(f"Bucket tag count cannot be greater than {_MAXIMUM}")
    return checked_tags(pairs)


def tag_set(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """The `TagSet` of tags."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]

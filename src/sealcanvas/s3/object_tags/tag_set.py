"""The rules for an object's tags, in the body of a request and in its header."""

from collections.abc import Iterable, Mapping

from sealcanvas.s3.errors import InvalidTag
from sealcanvas.s3.stored_headers import checked_tags

MAXIMUM = 10


def tags_of_object(tag_set: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The tags of a `TagSet`.

    Raises:
        InvalidTag: more than ten, a key twice, or one that breaks the rules.
    """
    pairs = [(tag.get("Key", ""), tag.get("Value", "")) for tag in tag_set]
    if len(pairs) > MAXIMUM:
        raise InvalidTag(f"Object tags cannot be greater than {MAXIMUM}")
    return checked_tags(pairs, "Your TagKey cannot be prefixed with aws:")

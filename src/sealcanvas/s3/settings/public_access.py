"""What a bucket's public access block says."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

NAME = "public_access"


@dataclass(frozen=True, slots=True)
class PublicAccess:
    """The four switches. A new bucket has all of them on (Amazon S3 User Guide, "Default settings for new buckets").

    Attributes:
        block_acls, ignore_acls: ACLs that give others access are neither taken nor heeded; there are none here.
        block_policy: PutBucketPolicy refuses a public policy.
        restrict_buckets: while its policy is public, a bucket is for services and its own account alone.
    """

    block_acls: bool = True
    ignore_acls: bool = True
    block_policy: bool = True
    restrict_buckets: bool = True

    @classmethod
    def of_wire(cls, value: Mapping[str, Any]) -> "PublicAccess":
        """The switches of a PublicAccessBlockConfiguration; one that is not named is off."""
        return cls(*(bool(value.get(name)) for name in _WIRE))

    def to_wire(self) -> dict[str, bool]:
        """The PublicAccessBlockConfiguration."""
        return dict(zip(_WIRE, (getattr(self, one.name) for one in fields(self)), strict=True))


_WIRE = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_ALL = PublicAccess()
_NONE = PublicAccess(block_acls=False, ignore_acls=False, block_policy=False, restrict_buckets=False)


def public_access(settings: Mapping[str, Any]) -> PublicAccess:
    """The switches that hold for a bucket with these settings: all on if never put, all off if deleted."""
    if NAME not in settings:
        return _ALL
    value = settings[NAME]
    return _NONE if value is None else PublicAccess.of_wire(value)

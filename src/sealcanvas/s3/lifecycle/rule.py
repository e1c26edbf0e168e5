"""One lifecycle rule: what it is about, and when what it is about ends.

Source: Amazon S3 User Guide, "Lifecycle configuration elements" and "Examples of S3 Lifecycle configurations".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

_FAR = 1_000_000  # days; what comes later than that does not come: a datetime ends in the year 9999


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, whichever way it was written.

    Attributes:
        smallest, largest: sizes in bytes that an object must be above and below, or None.
        days: after how many days a current version ends; or `date`: from when on all of them end.
        markers: whether delete markers that nothing is behind any more go.
        noncurrent_days, newer: when a version ends that is current no more, and how many newer such ones are kept.
        abort_days: when an upload that was not completed ends.
    """

    rule_id: str
    enabled: bool
    prefix: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    smallest: int | None = None
    largest: int | None = None
    days: int | None = None
    date: datetime | None = None
    markers: bool = False
    noncurrent_days: int | None = None
    newer: int = 0
    abort_days: int | None = None

    @classmethod
    def of_wire(cls, value: Mapping[str, Any]) -> "Rule":
        """The rule that a checked `LifecycleRule` says."""
        where = value.get("Filter") or {"Prefix": value.get("Prefix")}
        where = where.get("And") or where
        tags = where.get("Tags") or ([where["Tag"]] if where.get("Tag") else [])
        ends, old = value.get("Expiration") or {}, value.get("NoncurrentVersionExpiration") or {}
        return cls(
            rule_id=value["ID"],
            enabled=value["Status"] == "Enabled",
            prefix=where.get("Prefix") or "",
            tags={tag["Key"]: tag.get("Value") or "" for tag in tags},
            smallest=where.get("ObjectSizeGreaterThan"),
            largest=where.get("ObjectSizeLessThan"),
            days=ends.get("Days"),
            date=ends.get("Date"),
            markers=bool(ends.get("ExpiredObjectDeleteMarker")),
            noncurrent_days=old.get("NoncurrentDays"),
            newer=old.get("NewerNoncurrentVersions") or 0,
            abort_days=(value.get("AbortIncompleteMultipartUpload") or {}).get("DaysAfterInitiation"),
        )

    def is_about(self, key: str, size: int, tags: Mapping[str, str]) -> bool:
        """Tell whether the rule is in force for such an object."""
        return (
            self.enabled
            and key.startswith(self.prefix)
            and (self.smallest is None or size > self.smallest)
            and (self.largest is None or size < self.largest)
            and all(tags.get(name) == value for name, value in self.tags.items())
        )

    def ends_at(self, created_at: datetime) -> datetime | None:
        """When a current version that was made then ends by this rule, or None if it does not."""
        return self.date if self.days is None else midnight_after(created_at, self.days)

    def aborts_at(self, key: str, begun_at: datetime) -> datetime | None:
        """When an upload for `key` ends that was begun then, or None if it does not by this rule."""
        if self.abort_days is None or not self.enabled or not key.startswith(self.prefix):
            return None
        return midnight_after(begun_at, self.abort_days)


def midnight_after(moment: datetime, days: int) -> datetime:
    """The midnight (UTC) that follows the moment `days` days after `moment`."""
    begun = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return begun + timedelta(days=min(days, _FAR) + 1)


def ending(
    rules: Iterable[Rule], key: str, size: int, tags: Mapping[str, str], created_at: datetime
) -> tuple[datetime, str] | None:
    """When a current version ends, and by the rule of which id: of several rules, the one that ends it first."""
    found = [
        (at, rule.rule_id)
        for rule in rules
        if rule.is_about(key, size, tags) and (at := rule.ends_at(created_at)) is not None
    ]
    return min(found) if found else None


def abortion(rules: Iterable[Rule], key: str, begun_at: datetime) -> tuple[datetime, str] | None:
    """When an upload ends that is not completed, and by the rule of which id."""
    found = [(at, rule.rule_id) for rule in rules if (at := rule.aborts_at(key, begun_at)) is not None]
    return min(found) if found else None

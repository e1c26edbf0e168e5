"""What PutBucketLifecycleConfiguration asks of rules besides their XML."""

import json
from datetime import UTC, time
from typing import Any

from sealcanvas.s3.errors import (
    InvalidArgument,
    InvalidRequest,
    MalformedXML,
    MaxMessageLengthExceeded,
    NotImplementedByS3,
)

MAXIMUM_RULES = 1000
_MAXIMUM_BYTES = 512 << 10  # ours: what 1,000 rules may take, as we keep them
MAXIMUM_NEWER = 100
_MAXIMUM_ID, _MAXIMUM_PREFIX = 255, 1024
_FILTERS = ("Prefix", "Tag", "ObjectSizeGreaterThan", "ObjectSizeLessThan", "And")
_ACTIONS = ("Expiration", "NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload")
_TRANSITIONS = ("Transitions", "NoncurrentVersionTransitions")


def check_rules(rules: list[dict[str, Any]]) -> None:
    """Refuse rules that AWS refuses, and those that move objects to another storage class.

    Raises:
        MalformedXML, InvalidArgument, InvalidRequest, MaxMessageLengthExceeded: as AWS has it.
        NotImplementedByS3: a transition; all objects lie in the same place here.
    """
    if not rules:
        raise MalformedXML
    if len(rules) > MAXIMUM_RULES:
        raise InvalidRequest(
            f"The number of lifecycle rules must not exceed the allowed limit of {MAXIMUM_RULES} rules"
        )
    if len(json.dumps(rules, ensure_ascii=False, default=str).encode()) > _MAXIMUM_BYTES:
        raise MaxMessageLengthExceeded(MaxMessageLengthBytes=str(_MAXIMUM_BYTES))
    ids = [rule["ID"] for rule in rules if rule.get("ID")]
    if any(len(rule_id) > _MAXIMUM_ID for rule_id in ids):
        raise InvalidArgument(f"ID length should not exceed allowed limit of {_MAXIMUM_ID}", "ID")
    if len(set(ids)) < len(ids):
        raise InvalidArgument("Rule ID must be unique. Found same ID for more than one rule", "ID")
    if len({rule.get("Filter") is None for rule in rules}) > 1:
        raise InvalidRequest(
            "Base level prefix cannot be used in Lifecycle V2, prefixes are only supported in the Filter."
        )
    for rule in rules:
        _check_rule(rule)


def _check_rule(rule: dict[str, Any]) -> None:
    if (rule.get("Filter") is None) == (rule.get("Prefix") is None):
        raise MalformedXML
    if any(rule.get(name) for name in _TRANSITIONS):
        raise NotImplementedByS3(Element="Transition")
    if not any(rule.get(name) is not None for name in _ACTIONS):
        raise InvalidRequest("At least one action needs to be specified in a rule")
    where = rule.get("Filter") or {}
    if sum(where.get(name) is not None for name in _FILTERS) > 1:
        raise MalformedXML
    every = where.get("And")
    if every is not None and sum(map(len, _predicates(every))) < 2:
        raise MalformedXML
    tags = _check_filter(every if every is not None else where, rule.get("Prefix"))
    sized = any((every or where).get(name) is not None for name in ("ObjectSizeGreaterThan", "ObjectSizeLessThan"))
    narrowed = "Tags" if tags else "Object Size" if sized else ""
    _check_expiration(rule.get("Expiration"), narrowed)
    _check_noncurrent(rule.get("NoncurrentVersionExpiration"), in_filter=rule.get("Filter") is not None)
    if rule.get("AbortIncompleteMultipartUpload") is not None:
        _check_days(rule["AbortIncompleteMultipartUpload"], "DaysAfterInitiation", "AbortIncompleteMultipartUpload")
        if narrowed:
            raise InvalidRequest(f"AbortIncompleteMultipartUpload cannot be specified with {narrowed}.")


def _predicates(every: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    others = [every[name] for name in _FILTERS if name not in ("Tag", "And") and every.get(name) is not None]
    return others, every.get("Tags") or []


def _check_filter(where: dict[str, Any], legacy: str | None) -> list[dict[str, Any]]:
    """The filter's tags."""
    if len((where.get("Prefix") or legacy or "").encode()) > _MAXIMUM_PREFIX:
        raise InvalidArgument(f"The maximum size of a prefix is {_MAXIMUM_PREFIX}.", "Prefix")
    tags = where.get("Tags") or ([where["Tag"]] if where.get("Tag") else [])
    keys = [tag["Key"] for tag in tags]
    if len(set(keys)) < len(keys):
        raise InvalidRequest("Duplicate Tag Keys are not allowed.")
    for tag in tags:
        if not 1 <= len(tag["Key"]) <= 128 or len(tag["Value"]) > 256:
            raise InvalidRequest("A Tag's Key must have 1 to 128 characters, its Value at most 256.")
    above, below = where.get("ObjectSizeGreaterThan"), where.get("ObjectSizeLessThan")
    if above is not None and above < 0:
        raise InvalidRequest("'ObjectSizeGreaterThan' must be a non-negative integer")
    if below is not None and below <= 0:
        raise InvalidRequest("'ObjectSizeLessThan' must be a positive integer")
    if above is not None and below is not None and above >= below:
        raise InvalidRequest("'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.")
    return list(tags)


def _check_expiration(value: dict[str, Any] | None, narrowed: str) -> None:
    if value is None:
        return
    if len([name for name in ("Days", "Date", "ExpiredObjectDeleteMarker") if value.get(name) is not None]) != 1:
        raise MalformedXML
    if value.get("Days") is not None:
        _check_days(value, "Days", "Expiration")
    date = value.get("Date")
    if date is not None and date.astimezone(UTC).time() != time():
        raise InvalidArgument("'Date' must be at midnight GMT", "Date", date.isoformat())
    if value.get("ExpiredObjectDeleteMarker") and narrowed:
        raise InvalidRequest(f"ExpiredObjectDeleteMarker cannot be specified with {narrowed}.")


def _check_noncurrent(value: dict[str, Any] | None, *, in_filter: bool) -> None:
    if value is None:
        return
    _check_days(value, "NoncurrentDays", "NoncurrentVersionExpiration")
    newer = value.get("NewerNoncurrentVersions")
    if newer is None:
        return
    if not 1 <= newer <= MAXIMUM_NEWER:
        raise InvalidArgument(
            f"'NewerNoncurrentVersions' must be between 1 and {MAXIMUM_NEWER}", "NewerNoncurrentVersions", str(newer)
        )
    if not in_filter:
        raise InvalidRequest("NewerNoncurrentVersions can only be specified in a rule with a Filter.")


def _check_days(value: dict[str, Any], member: str, action: str) -> None:
    days = value.get(member)
    if days is None:
        raise MalformedXML
    if not 0 < days < 2**31:
        raise InvalidArgument(f"'{member}' for {action} action must be a positive integer", member, str(days))

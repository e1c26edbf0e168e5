"""Whether a version has come to its end, and by which rule."""

from collections.abc import Callable, Iterable
from datetime import datetime

from sealcanvas.s3.lifecycle.rule import Rule, ending, midnight_after
from sealcanvas.s3.record import ObjectRecord


def ended(
    rules: Iterable[Rule],
    record: ObjectRecord,
    now: datetime,
    *,
    newer: Callable[[], int],
    alone: Callable[[], bool],
) -> str:
    """The id of the rule by which a version is to be removed, or "".

    A current version ends by `Expiration`; so does a delete marker that is all that is left of its key. What is current
    no more ends by `NoncurrentVersionExpiration`, delete markers among it.

    Args:
        newer: how many versions of the key came after this one and are current no more either, as far as rules count.
        alone: whether it is the only version of its key.
    """
    if not record.current:
        return _old(rules, record, now, newer)
    found = ending(rules, record.key, record.size, record.tags, record.modified_at)
    if not record.marker:
        return found[1] if found is not None and found[0] <= now else ""
    if found is None or found[0] > now:
        cleaning = (rule for rule in rules if rule.markers and rule.is_about(record.key, record.size, record.tags))
        rule_id = next((rule.rule_id for rule in cleaning), "")
    else:
        rule_id = found[1]
    return rule_id if rule_id and alone() else ""


def _old(rules: Iterable[Rule], record: ObjectRecord, now: datetime, newer: Callable[[], int]) -> str:
    for rule in rules:
        if rule.noncurrent_days is None or record.noncurrent_since is None:
            continue
        if not rule.is_about(record.key, record.size, record.tags):
            continue
        if midnight_after(record.noncurrent_since, rule.noncurrent_days) > now:
            continue
        if rule.newer and newer() < rule.newer:
            continue
        return rule.rule_id
    return ""

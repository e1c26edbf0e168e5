"""What an automation's rule says: when it runs, what stops it, how long it may work."""

from datetime import datetime
from typing import Any

from sealcanvas.canvas.automations.schedule import Schedule
from sealcanvas.service.own_errors import ValidationException

Rule = dict[str, Any]

DEFAULT_STABILITY_INDEX = 0.25
"""Above it a column has moved much, by custom (ml/drift.py)."""


def check_rule(now: datetime, action: str, rule: Rule) -> str | None:
    """Hold a rule to its bounds; when it is due first, in ISO 8601, or None if it waits for something to be written.

    Raises:
        ValidationException: it has no trigger or two, or one that cannot be.
    """
    on_version, on_object = rule.get("OnDatasetVersion", False), rule.get("OnSourceObject", False)
    if (on_version, on_object, "ScheduleExpression" in rule).count(True) != 1:
        raise ValidationException("Give either a ScheduleExpression or OnDatasetVersion or OnSourceObject true.")
    if on_version and action == "UpdateDataset":
        raise ValidationException("UpdateDataset makes versions: it cannot wait for one. Give a ScheduleExpression.")
    if on_object and action != "UpdateDataset":
        raise ValidationException("OnSourceObject is for the action UpdateDataset. Give OnDatasetVersion to predict.")
    if "ScheduleExpressionTimezone" in rule and "ScheduleExpression" not in rule:
        raise ValidationException("ScheduleExpressionTimezone goes with a ScheduleExpression.")
    return next_time(rule, now, now) if "ScheduleExpression" in rule else None


def next_time(rule: Rule, moment: datetime, anchor: datetime) -> str | None:
    """When a schedule is due next after `moment`, in ISO 8601; None if it never is again."""
    schedule = Schedule.parse(rule["ScheduleExpression"], rule.get("ScheduleExpressionTimezone", "UTC"))
    found = schedule.after(moment, anchor)
    return None if found is None else found.isoformat()

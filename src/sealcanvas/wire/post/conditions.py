"""One condition of a form's policy, and how S3 words that it is none or does not hold."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sealcanvas.wire.errors import WireError

RANGE = "content-length-range"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition; told: as S3 shows it when it fails."""

    operator: str
    name: str
    value: str
    told: str


def holds(condition: Condition, value: str | None) -> bool:
    """Whether a field's value fits; None, for a field that is not there, never does."""
    if value is None:
        return False
    if condition.operator == "eq":
        return value == condition.value
    if condition.name == "content-type":
        return all(one.strip().startswith(condition.value) for one in value.split(","))
    return value.startswith(condition.value)


def read_condition(item: Any) -> Condition:
    """A condition as JSON gave it; raises WireError InvalidPolicyDocument."""
    if isinstance(item, dict):
        if len(item) != 1:
            raise invalid("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.")
        name, value = next(iter(item.items()))
        if value is None:
            raise invalid("Invalid JSON.")
        if not isinstance(value, str):
            raise invalid("Invalid Simple-Condition: value must be a string.")
        return Condition("eq", name.lower(), value, shown("eq", f"${name}", value))
    if not isinstance(item, list):
        raise invalid("Invalid condition: must be a List or Object.")
    if not item:
        raise invalid("Invalid Condition: missing operation identifier.")
    if not all(isinstance(part, str) for part in item):
        raise invalid("Invalid JSON.")
    operator = item[0].lower()
    if operator not in ("eq", "starts-with"):
        raise invalid(f"Invalid Condition: unknown operation '{operator[:64]}'.")
    if len(item) != 3:
        raise invalid(f"Invalid {operator}: wrong number of arguments.")
    # Without the dollar sign it names nothing, and so never holds.
    name = item[1][1:].lower() if item[1].startswith("$") else "\0"
    return Condition(operator, name, item[2], shown(*item))


def read_sizes(item: list[Any]) -> tuple[int, int]:
    """The least and the most bytes of a content-length-range; raises WireError."""
    if len(item) != 3:
        raise invalid(f"Invalid {RANGE}: wrong number of arguments.")
    bounds = []
    for bound in item[1:]:
        if isinstance(bound, bool) or not isinstance(bound, int | str):
            raise invalid("Invalid JSON.")
        if isinstance(bound, str) and not (bound.isascii() and bound.isdigit() and len(bound) < 20):
            raise refuse(f"Policy Condition failed: {shown(*item)}")
        if int(bound) < 0:
            raise invalid(f"Invalid {RANGE}: a size is not negative.")
        bounds.append(int(bound))
    return bounds[0], bounds[1]


def shown(*parts: Any) -> str:
    """A condition as S3 shows it."""
    return json.dumps(parts, ensure_ascii=False)


def invalid(text: str) -> WireError:
    """The refusal of a policy that is none."""
    return WireError("InvalidPolicyDocument", f"Invalid Policy: {text}")


def refuse(text: str) -> WireError:
    """The refusal of a form that is not as its policy says."""
    return WireError("AccessDenied", f"Invalid according to Policy: {text}", 403)

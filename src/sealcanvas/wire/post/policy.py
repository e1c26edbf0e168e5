"""The policy document of a form: what its fields and its file may be, and until when.

Source: Amazon S3 API Reference, "POST Policy"; the texts of refusals are those that S3 sends.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn

from sealcanvas.wire.errors import WireError

_UNCOVERED = frozenset({"x-amz-signature", "file", "policy"})
_IGNORED = "x-ignore-"
_RANGE = "content-length-range"
_TIMES = ("%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition; told: as S3 shows it when it fails."""

    operator: str
    name: str
    value: str
    told: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy document that is well-formed.

    Attributes:
        expiration: aware.
        sizes: the least and the most bytes that the file may have.
    """

    expiration: datetime
    conditions: tuple[Condition, ...]
    sizes: tuple[int, int] | None

    @classmethod
    def parse(cls, text: str) -> Policy:
        """The policy in a form's field, base64.

        Raises:
            WireError: InvalidPolicyDocument; AccessDenied for a range of sizes that is none.
        """
        document = _document(text)
        for name in document:
            if name not in ("expiration", "conditions"):
                raise _invalid(f"Unexpected: '{name[:64]}'")
        if "expiration" not in document:
            raise _invalid("Policy missing expiration.")
        if "conditions" not in document:
            raise _invalid("Policy missing conditions.")
        if not isinstance(document["conditions"], list):
            raise _invalid("Invalid 'conditions' value: must be a List.")
        conditions: list[Condition] = []
        sizes: tuple[int, int] | None = None
        for item in document["conditions"]:
            if isinstance(item, list) and item and str(item[0]).lower() == _RANGE:
                least, most = _sizes(item)
                sizes = (least, most) if sizes is None else (max(sizes[0], least), min(sizes[1], most))
            else:
                conditions.append(_condition(item))
        return cls(_time(document["expiration"]), tuple(conditions), sizes)

    def check(self, bucket: str, fields: Mapping[str, str], names: Mapping[str, str], now: datetime) -> None:
        """Hold a form against the policy.

        Args:
            fields: by lower-case names, with ${filename} replaced.
            names: as they were sent.

        Raises:
            WireError: AccessDenied: it has expired, a condition fails, or a field has no condition.
        """
        if now >= self.expiration:
            raise _refuse("Policy expired.")
        values = {**fields, "bucket": bucket}
        for condition in self.conditions:
            if not _holds(condition, values.get(condition.name)):
                raise _refuse(f"Policy Condition failed: {condition.told}")
        covered = {condition.name for condition in self.conditions} | _UNCOVERED
        extra = [name for name in values if name not in covered and not name.startswith(_IGNORED)]
        if extra:
            raise _refuse(f"Extra input fields: {names.get(extra[0], extra[0])}")
        if fields.get("bucket", bucket) != bucket:
            raise _refuse(f"Policy Condition failed: {_shown('eq', '$bucket', bucket)}")


def _holds(condition: Condition, value: str | None) -> bool:
    if value is None:
        return False
    if condition.operator == "eq":
        return value == condition.value
    if condition.name == "content-type":
        return all(one.strip().startswith(condition.value) for one in value.split(","))
    return value.startswith(condition.value)


def _document(text: str) -> dict[str, Any]:
    try:
        document = json.loads(base64.b64decode(text, validate=True), parse_constant=_no_constant)
    except (binascii.Error, ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise _invalid("Invalid JSON.")
    return document


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _condition(item: Any) -> Condition:
    if isinstance(item, dict):
        if len(item) != 1:
            raise _invalid("Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.")
        name, value = next(iter(item.items()))
        if value is None:
            raise _invalid("Invalid JSON.")
        if not isinstance(value, str):
            raise _invalid("Invalid Simple-Condition: value must be a string.")
        return Condition("eq", name.lower(), value, _shown("eq", f"${name}", value))
    if not isinstance(item, list):
        raise _invalid("Invalid condition: must be a List or Object.")
    if not item:
        raise _invalid("Invalid Condition: missing operation identifier.")
    if not all(isinstance(part, str) for part in item):
        raise _invalid("Invalid JSON.")
    operator = item[0].lower()
    if operator not in ("eq", "starts-with"):
        raise _invalid(f"Invalid Condition: unknown operation '{operator[:64]}'.")
    if len(item) != 3:
        raise _invalid(f"Invalid {operator}: wrong number of arguments.")
    # Without the dollar sign it names nothing, and so never holds.
    name = item[1][1:].lower() if item[1].startswith("$") else "\0"
    return Condition(operator, name, item[2], _shown(*item))


def _sizes(item: list[Any]) -> tuple[int, int]:
    if len(item) != 3:
        raise _invalid(f"Invalid {_RANGE}: wrong number of arguments.")
    bounds = []
    for bound in item[1:]:
        if isinstance(bound, bool) or not isinstance(bound, int | str):
            raise _invalid("Invalid JSON.")
        if isinstance(bound, str) and not (bound.isascii() and bound.isdigit() and len(bound) < 20):
            raise _refuse(f"Policy Condition failed: {_shown(*item)}")
        if int(bound) < 0:
            raise _invalid(f"Invalid {_RANGE}: a size is not negative.")
        bounds.append(int(bound))
    return bounds[0], bounds[1]


def _time(text: Any) -> datetime:
    for form in _TIMES:
        try:
            return datetime.strptime(str(text), form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise _invalid(f"Invalid 'expiration' value: '{str(text)[:64]}'")


def _shown(*parts: Any) -> str:
    return json.dumps(parts, ensure_ascii=False)


def _invalid(text: str) -> WireError:
    return WireError("InvalidPolicyDocument", f"Invalid Policy: {text}")


def _refuse(text: str) -> WireError:
    return WireError("AccessDenied", f"Invalid according to Policy: {text}", 403)

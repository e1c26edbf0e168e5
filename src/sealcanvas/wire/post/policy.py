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

from sealcanvas.wire.post.conditions import RANGE, Condition, holds, invalid, read_condition, read_sizes, refuse, shown

_UNCOVERED = frozenset({"x-amz-signature", "file", "policy"})
_IGNORED = "x-ignore-"
_TIMES = ("%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%SZ")


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
                raise invalid(f"Unexpected: '{name[:64]}'")
        if "expiration" not in document:
            raise invalid("Policy missing expiration.")
        if "conditions" not in document:
            raise invalid("Policy missing conditions.")
        if not isinstance(document["conditions"], list):
            raise invalid("Invalid 'conditions' value: must be a List.")
        conditions: list[Condition] = []
        sizes: tuple[int, int] | None = None
        for item in document["conditions"]:
            if isinstance(item, list) and item and str(item[0]).lower() == RANGE:
                least, most = read_sizes(item)
                sizes = (least, most) if sizes is None else (max(sizes[0], least), min(sizes[1], most))
            else:
                conditions.append(read_condition(item))
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
            raise refuse("Policy expired.")
        values = {**fields, "bucket": bucket}
        for condition in self.conditions:
            if not holds(condition, values.get(condition.name)):
                raise refuse(f"Policy Condition failed: {condition.told}")
        covered = {condition.name for condition in self.conditions} | _UNCOVERED
        extra = [name for name in values if name not in covered and not name.startswith(_IGNORED)]
        if extra:
            raise refuse(f"Extra input fields: {names.get(extra[0], extra[0])}")
        if fields.get("bucket", bucket) != bucket:
            raise refuse(f"Policy Condition failed: {shown('eq', '$bucket', bucket)}")


def _document(text: str) -> dict[str, Any]:
    try:
        document = json.loads(base64.b64decode(text, validate=True), parse_constant=_no_constant)
    except (binascii.Error, ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise invalid("Invalid JSON.")
    return document


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _time(text: Any) -> datetime:
    for form in _TIMES:
        try:
            return datetime.strptime(str(text), form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise invalid(f"Invalid 'expiration' value: '{str(text)[:64]}'")

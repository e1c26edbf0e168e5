"""The root record: which keeper has the root key, and what it needs to give it back (docs/formats/root-record.md)."""

import json
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass, field, replace
from typing import Any, Self

_FORMAT = 1
LONGEST = 64 << 10
_WRAPPED_LIMIT = 16 << 10
_FIELDS = {"root", "epoch", "since", "id", "wrapped", "parameters"}
_FORMS = {"root": r"[a-z0-9-]{2,16}:[\x21-\x7e]{0,2048}", "since": r"([0-9T:.+-]{10,40})?", "id": "([0-9a-f]{32})?"}
_PARAMETERS = {"memory", "iterations", "lanes", "salt"}


class BadRecord(Exception):
    """The text is no root record."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One root key, as its keeper keeps it.

    Attributes:
        root: the locator ("file:", "passphrase:", "vault:https://…").
        epoch: the root key's number.
        since: when this keeper began to keep it, ISO 8601; "" where nobody noted it.
        id: `root_key_id` of it, hexadecimal; "" where nobody noted it.
        wrapped: the root key, sealed by the keeper; b"" where that keeps it itself.
        parameters: a passphrase's.
    """

    root: str
    epoch: int = 0
    since: str = ""
    id: str = ""
    wrapped: bytes = b""
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Which keeper: "file", "passphrase", …"""
        return self.root.partition(":")[0]

    def values(self) -> dict[str, Any]:
        """The entry as JSON has it."""
        return {
            "root": self.root,
            "epoch": self.epoch,
            "since": self.since,
            "id": self.id,
            "wrapped": b64encode(self.wrapped).decode(),
            "parameters": self.parameters,
        }

    @classmethod
    def read(cls, values: Any) -> Self:
        """What `values` wrote.

        Raises:
            BadRecord: a member is missing, unknown or out of bounds.
        """
        if not isinstance(values, dict) or values.keys() != _FIELDS:
            raise BadRecord("an entry of the root record has other members")
        parameters = values["parameters"]
        forms = {
            "root": r"[a-z0-9-]{2,16}:[\x21-\x7e]{0,2048}",
            "since": r"([0-9T:.+-]{10,40})?",
            "id": "([0-9a-f]{32})?",
        }
        right = all(isinstance(values[name], str) and re.fullmatch(form, values[name]) for name, form in forms.items())
        if not right or type(values["epoch"]) is not int or not 0 <= values["epoch"] < 1 << 63:
            raise BadRecord("an entry of the root record has not the form of one")
        if not isinstance(parameters, dict) or (parameters and parameters.keys() != _PARAMETERS):
            raise BadRecord("the root record's parameters are not those of a passphrase")
        if any(not re.fullmatch("[0-9a-f]{1,64}", str(value)) for value in parameters.values()):
            raise BadRecord("the root record's parameters have not the form of any")
        try:
            wrapped = b64decode(values["wrapped"], validate=True)
        except (TypeError, ValueError):
            raise BadRecord("the root record's sealed key is not base64") from None
        if len(wrapped) > _WRAPPED_LIMIT:
            raise BadRecord("the root record's sealed key is too long")
        return cls(**{**values, "wrapped": wrapped})


@dataclass(frozen=True, slots=True)
class Record:
    """The root key of now and, while a rotation is under way, the one that comes.

    Attributes:
        retired: the locator of a keeper that has yet to destroy the root key; "" for none.
    """

    current: Entry
    next: Entry | None = None
    retired: str = ""

    @classmethod
    def parse(cls, text: bytes) -> Self:
        """Read `root.json`.

        Raises:
            BadRecord: not a root record of this form.
        """
        try:
            values = json.loads(text)
        except ValueError:
            raise BadRecord("the root record is not JSON") from None
        known = {"format", "current", "next", "retired"}
        if len(text) > LONGEST or not isinstance(values, dict) or values.keys() != known:
            raise BadRecord("the root record has other members")
        if values["format"] != _FORMAT:
            raise BadRecord("the root record is of another version")
        if not isinstance(values["retired"], str) or not re.fullmatch(r"[\x21-\x7e]{0,2064}", values["retired"]):
            raise BadRecord("the root record has not the form of one")
        coming = None if values["next"] is None else Entry.read(values["next"])
        return cls(Entry.read(values["current"]), coming, values["retired"])

    def values(self) -> dict[str, Any]:
        """The record as JSON has it."""
        coming = self.next.values() if self.next else None
        return {"format": _FORMAT, "current": self.current.values(), "next": coming, "retired": self.retired}

    def promoted(self) -> Self:
        """The record once the coming root key is the one."""
        return replace(self, current=self.next or self.current, next=None)

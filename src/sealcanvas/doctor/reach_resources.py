"""The resources on which a change of a policy may be felt: those that its patterns name, and the account's own."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import select

from sealcanvas.access.policy import PolicyDocument
from sealcanvas.doctor.reach_actions import object_actions
from sealcanvas.doctor.saved_policy import SavedPolicy
from sealcanvas.doctor.simulate_target import owner_of
from sealcanvas.doctor.who_can_candidates import names_of_account
from sealcanvas.kms import kms
from sealcanvas.kms.tables import keys
from sealcanvas.s3.bucket import BUCKET_ARN
from sealcanvas.s3.tables import buckets
from sealcanvas.service.call import Call

MOST = 10
"""At most so many of the account's resources of one kind are asked about."""
MOST_NAMED = 100
"""At most so many patterns of the texts are tried."""

_IAM_KINDS = ("role", "group", "user", "policy")


class Resources:
    """Finds the resources of each action.

    Attributes:
        complete: whether all that there are were taken; an account may have thousands of keys.
    """

    def __init__(self, call: Call, saved: SavedPolicy, documents: Sequence[PolicyDocument]) -> None:
        self._call = call
        self._saved = saved
        named = list(dict.fromkeys(_instance(text) for document in documents for text in _patterns(document)))
        self._everything = "*" in named
        self._named = named[:MOST_NAMED]
        self.complete = len(named) <= MOST_NAMED
        self._found: dict[str, list[str]] = {}

    def of(self, action: str) -> list[str]:
        """The resources that `action` may be about; `*` for an action about none."""
        if self._saved.kind in ("key", "trust"):
            return [self._saved.resource]
        kind = self._kind(action)
        if kind not in self._found:
            named = [name for name in self._named if name == "*" or self._own(name)]
            fitting = [name for name in named if _fits(kind, name)]
            self._found[kind] = list(dict.fromkeys([*fitting, *self._own_ones(kind)])) or ["*"]
        return self._found[kind]

    def _kind(self, action: str) -> str:
        """The kind of resource: "key", "bucket", "object", "role" …, or "*"."""
        service, _, name = action.partition(":")
        if service == "s3":
            if name == "ListAllMyBuckets":
                return "*"
            return "object" if action in object_actions() or "Object" in name else "bucket"
        if service == "kms":
            operation = kms.operations.get(name)
            return "*" if operation is not None and operation.resource is None else "key"
        if service == "sts":
            return "role"
        if service == "iam":
            return next((kind for kind in _IAM_KINDS if kind in name.lower()), "*")
        return service

    def _own(self, name: str) -> bool:
        return owner_of(self._call, name, self._call.account) == self._call.account

    def _own_ones(self, kind: str) -> Iterable[str]:
        call, bucket = self._call, self._saved.resource
        if kind in ("bucket", "object"):
            names = [bucket] if bucket else self._cut(_names(call, select(buckets.c.name), buckets), BUCKET_ARN)
            return names if kind == "bucket" else [f"{name}/another" for name in names]
        if bucket or not self._everything:
            return ()
        if kind == "key":
            return self._cut(_names(call, select(keys.c.arn), keys), "")
        if kind in ("role", "user"):
            return self._cut([arn for arn in names_of_account(call.instance, call.account) if f":{kind}/" in arn], "")
        return ["*"]

    def _cut(self, names: list[str], prefix: str) -> list[str]:
        self.complete &= len(names) <= MOST
        return [prefix + name for name in names[:MOST]]


def _names(call: Call, query: Any, table: Any) -> list[str]:
    with call.instance.database.read() as connection:
        return list(connection.execute(query.where(table.c.account == call.account)).scalars())


def _fits(kind: str, name: str) -> bool:
    if name == "*":
        return kind not in ("key", "bucket", "object", "role", "user")
    match kind:
        case "bucket":
            return name.startswith(BUCKET_ARN) and "/" not in name
        case "object":
            return name.startswith(BUCKET_ARN) and "/" in name
        case "key":
            return ":kms:" in name and ":key/" in name
        case "role" | "user" | "group" | "policy":
            return name.startswith("arn:aws:iam:") and f":{kind}/" in name
        case _:
            return name.split(":")[2:3] == [kind]


def _patterns(document: PolicyDocument) -> Iterator[str]:
    statements: Any = json.loads(document.text).get("Statement", [])
    for statement in statements if isinstance(statements, list) else [statements]:
        for element in ("Resource", "NotResource"):
            texts = statement.get(element, [])
            yield from [texts] if isinstance(texts, str) else texts
            if element == "NotResource" and texts:
                yield "*"


def _instance(pattern: str) -> str:
    """A resource that fits the pattern."""
    return pattern if pattern == "*" else pattern.replace("*", "x").replace("?", "x")

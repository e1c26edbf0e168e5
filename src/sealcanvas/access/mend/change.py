"""Changes of policies, and policy sets in which they are made."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import unified_diff
from typing import Any, Literal

from sealcanvas.access.layers import NamedPolicy, PolicySet
from sealcanvas.access.policy import PolicyDocument, PolicyKind

Target = Literal["identity", "resource", "boundary", "session", "service-control", "trust"]
Edit = Literal["add-statement", "widen-condition", "narrow-deny"]

_VERSION = "2012-10-17"
_NEW_KINDS: dict[Target, PolicyKind] = {"trust": "trust", "resource": "bucket"}


@dataclass(frozen=True, slots=True)
class Change:
    """One policy changed in one place.

    `document` is the name of the policy and `place` where it is kept (`NamedPolicy.place`; "" for an identity policy
    that is yet to be made). `before` and `after` are its texts, laid out alike; `before` is "" where there was none.
    `statement` is the one that is added, or changed, as it will stand.
    """

    target: Target
    edit: Edit
    document: str
    place: str
    before: str
    after: str
    statement: dict[str, Any]

    def diff(self) -> str:
        """Return the change as a unified diff, with three lines of context."""
        lines = unified_diff(
            self.before.splitlines(), self.after.splitlines(), self.document, f"{self.document} (mended)", lineterm=""
        )
        return "\n".join(lines)

    def policy(self, kind: PolicyKind) -> NamedPolicy:
        """Return the policy as it will be."""
        return NamedPolicy(self.document, PolicyDocument.parse(self.after, kind), self.place)


def laid_out(document: dict[str, Any]) -> str:
    """Return a policy as text, the way mends are shown and saved."""
    return json.dumps(document, indent=2, ensure_ascii=False)


def statements_of(text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the policy that `text` writes ("" for a new one), and its statements as a list that is part of it."""
    document: dict[str, Any] = json.loads(text) if text else {"Version": _VERSION, "Statement": []}
    statements = document["Statement"]
    if not isinstance(statements, list):
        statements = document["Statement"] = [statements]
    return document, statements


def version_of(text: str) -> str:
    """Return the version of the policy that `text` writes; policies that do not say are of 2008-10-17."""
    version: str = json.loads(text).get("Version", "2008-10-17")
    return version


def statement_at(policy: NamedPolicy, index: int) -> dict[str, Any]:
    """Return a copy of one statement of the policy, as it is written."""
    return statements_of(policy.document.text)[1][index]


def changed(
    target: Target, edit: Edit, policy: NamedPolicy | None, name: str, statements: Sequence[dict[str, Any]], at: int
) -> Change:
    """Return the change that puts `statements` into `policy` (None: a new one, called `name`).

    Args:
        at: the index of the statement that they replace; one past the last adds them.
    """
    before = "" if policy is None else policy.document.text
    document, kept = statements_of(before)
    laid = laid_out(document) if before else ""
    kept[at : at + 1] = [dict(statement) for statement in statements]
    place = "" if policy is None else policy.place
    shown = policy.name if policy is not None else name
    return Change(target, edit, shown, place, laid, laid_out(document), dict(statements[-1]) if statements else {})


def joined(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return `changes` with those of one document, one after another, as one."""
    found: list[Change] = []
    for change in changes:
        if found and (found[-1].target, found[-1].document) == (change.target, change.document):
            earlier = found.pop()
            edit: Edit = "narrow-deny" if "narrow-deny" in (earlier.edit, change.edit) else change.edit
            change = replace(change, before=earlier.before, edit=edit)
        found.append(change)
    return tuple(found)


def apply_changes(policies: PolicySet, changes: Sequence[Change]) -> PolicySet:
    """Return `policies` with every change made."""
    for change in changes:
        policies = _apply(policies, change)
    return policies


def _apply(policies: PolicySet, change: Change) -> PolicySet:
    match change.target:
        case "resource" | "trust":
            kind = _NEW_KINDS[change.target] if policies.resource is None else policies.resource.document.kind
            return replace(policies, resource=change.policy(kind))
        case "boundary":
            return replace(policies, boundary=change.policy("boundary"))
        case "identity":
            return replace(policies, identity=_put(policies.identity, change))
        case "session":
            return replace(policies, session=_put(policies.session or (), change))
        case "service-control":
            levels = policies.service_control or ((),)
            return replace(policies, service_control=tuple(_put_level(level, change) for level in levels))


def _put(policies: tuple[NamedPolicy, ...], change: Change) -> tuple[NamedPolicy, ...]:
    found = [policy.name == change.document for policy in policies]
    if not any(found):
        return (*policies, change.policy("identity"))
    return tuple(
        change.policy(policy.document.kind) if same else policy for policy, same in zip(policies, found, strict=True)
    )


def _put_level(level: tuple[NamedPolicy, ...], change: Change) -> tuple[NamedPolicy, ...]:
    known = any(policy.name == change.document for policy in level)
    return _put(level, change) if known or not level else level

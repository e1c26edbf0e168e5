"""Statements to add to policies, and policy sets with them added."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sealcanvas.access.layers import NamedPolicy, PolicySet
from sealcanvas.access.policy import PolicyDocument, PolicyKind

Target = Literal["identity", "resource", "boundary", "session", "service-control", "trust"]

_VERSION = "2012-10-17"


@dataclass(frozen=True, slots=True)
class Change:
    """One statement to add to `document`, the name of a policy of the layer `target`."""

    target: Target
    document: str
    statement: dict[str, Any]


def with_statement(text: str | None, statement: dict[str, Any]) -> str:
    """Return the policy `text` (None for no policy yet) with `statement` added at its end."""
    policy: dict[str, Any] = {"Version": _VERSION, "Statement": []} if text is None else json.loads(text)
    statements = policy["Statement"]
    policy["Statement"] = [*(statements if isinstance(statements, list) else [statements]), statement]
    return json.dumps(policy, indent=2, ensure_ascii=False)


def apply_changes(policies: PolicySet, changes: Sequence[Change]) -> PolicySet:
    """Return `policies` with every change made; those attached to the caller get a policy of their own."""
    for change in changes:
        policies = _apply(policies, change)
    return policies


def _apply(policies: PolicySet, change: Change) -> PolicySet:
    if change.target in ("resource", "trust"):
        kind: PolicyKind = "trust" if change.target == "trust" else "bucket"
        return replace(policies, resource=_changed(policies.resource, change, kind))
    if change.target == "boundary":
        return replace(policies, boundary=_changed(policies.boundary, change, "boundary"))
    added = (_changed(None, change, "identity"),)
    if change.target == "identity":
        return replace(policies, identity=policies.identity + added)
    if change.target == "session":
        return replace(policies, session=(policies.session or ()) + added)
    # Every level must allow: the statement joins each of them.
    return replace(policies, service_control=tuple(level + added for level in policies.service_control or ((),)))


def _changed(policy: NamedPolicy | None, change: Change, kind: PolicyKind) -> NamedPolicy:
    text = None if policy is None else policy.document.text
    kind = kind if policy is None else policy.document.kind
    return NamedPolicy(change.document, PolicyDocument.parse(with_statement(text, change.statement), kind))

"""Decisions as JSON-able data and back, for the audit trail and ExplainDecision."""

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any

from sealcanvas.access.decision import Decision
from sealcanvas.access.layer_result import ConditionCheck, LayerResult, StatementRef
from sealcanvas.access.principal import Principal
from sealcanvas.access.request import AccessRequest


def decision_to_data(decision: Decision) -> dict[str, Any]:
    """Return `decision` as dicts, lists and texts.

    What is empty is left out, and of an allowed request so are the layers that did not allow it: most calls are
    allowed, and nobody asks why.
    """
    request = decision.request
    data: dict[str, Any] = {
        "allowed": decision.allowed,
        "outcome": decision.outcome,
        "reason": decision.reason,
        "rules": decision.rules,
        "request": {
            "principal": _written(request.principal) | {"tags": dict(request.principal.tags)},
            "action": request.action,
            "resource": request.resource,
            "resource_account": request.resource_account,
            "context": {name: _plain(value) for name, value in request.context.items()},
        },
        "layers": [_written(layer) for layer in decision.tell(not decision.allowed)],
    }
    if not decision.allowed:
        data["message"] = decision.message()
    if decision.deciding is not None:
        data["deciding"] = _written(decision.deciding)
    if decision.encryption_context is not None:
        data["encryption_context"] = dict(decision.encryption_context)
    if decision.session_policies is not None:
        data["session_policies"] = _plain(decision.session_policies)
    return data


def decision_from_data(data: Mapping[str, Any]) -> Decision:
    """Return the decision that `decision_to_data` wrote."""
    request = data["request"]
    layers = tuple(map(_layer, data["layers"]))
    session = data.get("session_policies")
    return Decision(
        allowed=data["allowed"],
        outcome=data["outcome"],
        request=AccessRequest(
            Principal(**request["principal"]),
            request["action"],
            request["resource"],
            request["resource_account"],
            {name: value if isinstance(value, str) else tuple(value) for name, value in request["context"].items()},
        ),
        reason=data["reason"],
        rules=data["rules"],
        deciding=_statement(data.get("deciding")),
        tell=lambda _misses: layers,
        encryption_context=data.get("encryption_context"),
        session_policies=None if session is None else tuple((name, text) for name, text in session),
    )


def _written(part: Principal | LayerResult | ConditionCheck | StatementRef) -> dict[str, Any]:
    kind: Any = type(part)
    values = ((name, getattr(part, name)) for name in _names(kind))
    return {name: _plain(value) for name, value in values if value is not None and value != ()}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _plain(value: Any) -> Any:
    if value.__class__ is str:  # nearly all of them
        return value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return _written(value) if isinstance(value, ConditionCheck | StatementRef) else value


def _layer(data: Mapping[str, Any]) -> LayerResult:
    parts = {
        "statement": _statement(data.get("statement")),
        "nearest": _statement(data.get("nearest")),
        "documents": tuple(data.get("documents", ())),
        "checks": tuple(map(_check, data.get("checks", ()))),
    }
    return LayerResult(**{**data, **parts})


def _check(data: Mapping[str, Any]) -> ConditionCheck:
    found = data.get("found")
    parts = {
        "statement": _statement(data["statement"]),
        "wanted": tuple(data.get("wanted", ())),
        "found": None if found is None else tuple(found),
    }
    return ConditionCheck(**{**data, **parts})


def _statement(data: Mapping[str, Any] | None) -> StatementRef | None:
    return None if data is None else StatementRef(**{"sid": None, **data})

"""Decisions as JSON-able data and back, for the audit trail and ExplainDecision."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sealcanvas.access.decision import ConditionCheck, Decision, LayerResult, StatementRef
from sealcanvas.access.principal import Principal
from sealcanvas.access.request import AccessRequest


def decision_to_data(decision: Decision) -> dict[str, Any]:
    """Return `decision` as dicts, lists and texts."""
    request = decision.request
    principal = request.principal
    return {
        "allowed": decision.allowed,
        "outcome": decision.outcome,
        "reason": decision.reason,
        "rules": decision.rules,
        "message": None if decision.allowed else decision.message(),
        "request": {
            "principal": {name: getattr(principal, name) for name in _PRINCIPAL_FIELDS}
            | {"tags": dict(principal.tags)},
            "action": request.action,
            "resource": request.resource,
            "resource_account": request.resource_account,
            "context": {
                key: value if isinstance(value, str) else list(value) for key, value in request.context.items()
            },
        },
        "encryption_context": None if decision.encryption_context is None else dict(decision.encryption_context),
        "layers": [asdict(layer) for layer in decision.layers],
        "deciding": None if decision.deciding is None else asdict(decision.deciding),
        "failed_conditions": [_check_to_data(check) for check in decision.failed_conditions],
        "deciding_conditions": [_check_to_data(check) for check in decision.deciding_conditions],
    }


def decision_from_data(data: Mapping[str, Any]) -> Decision:
    """Return the decision that `decision_to_data` wrote."""
    request = data["request"]
    context = {key: value if isinstance(value, str) else tuple(value) for key, value in request["context"].items()}
    return Decision(
        allowed=data["allowed"],
        outcome=data["outcome"],
        request=AccessRequest(
            Principal(**request["principal"]),
            request["action"],
            request["resource"],
            request["resource_account"],
            context,
        ),
        layers=tuple(
            LayerResult(each["layer"], each["outcome"], _statement(each["statement"]), each["explanation"])
            for each in data["layers"]
        ),
        deciding=_statement(data["deciding"]),
        reason=data["reason"],
        rules=data["rules"],
        encryption_context=data["encryption_context"],
        failed_conditions=tuple(map(_check, data["failed_conditions"])),
        deciding_conditions=tuple(map(_check, data["deciding_conditions"])),
    )


_PRINCIPAL_FIELDS = (
    "kind",
    "account",
    "arn",
    "principal_id",
    "role_arn",
    "role_id",
    "session_name",
    "user_name",
    "service",
    "issuer_arn",
    "issuer_id",
    "provider",
)


def _check_to_data(check: ConditionCheck) -> dict[str, Any]:
    found = None if check.found is None else list(check.found)
    return asdict(check) | {"wanted": list(check.wanted), "found": found}


def _check(data: Mapping[str, Any]) -> ConditionCheck:
    found = data["found"]
    return ConditionCheck(
        StatementRef(**data["statement"]),
        data["operator"],
        data["key"],
        tuple(data["wanted"]),
        None if found is None else tuple(found),
        data["held"],
    )


def _statement(data: Mapping[str, Any] | None) -> StatementRef | None:
    return None if data is None else StatementRef(**data)

"""A refusal as DecodeAuthorizationMessage tells it.

The form is that of AWS's API reference: lists as {"items": […]}, a statement without an id as "".
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sealcanvas.access.decision import Decision
from sealcanvas.access.layer_result import StatementRef


def decoded_message(decision: Decision) -> str:
    """The JSON text that tells why `decision` refused.

    `matchedStatements` has the statement of an explicit deny; `failures` (ours, where AWS's list is empty) the
    conditions that kept a statement from allowing.
    """
    request = decision.request
    principal = request.principal
    explicit = decision.outcome == "explicit-deny"
    message = {
        "allowed": decision.allowed,
        "explicitDeny": explicit,
        "matchedStatements": _items(
            [_statement(decision, decision.deciding)] if explicit and decision.deciding else ()
        ),
        "failures": _items([str(check.statement) for check in decision.failed_conditions]),
        "context": {
            "principal": {
                "id": principal.principal_id,
                "name": principal.user_name or principal.session_name or "",
                "arn": principal.arn,
            },
            "action": request.action,
            "resource": request.resource,
            "conditions": _conditions(
                {key: (value,) if isinstance(value, str) else value for key, value in sorted(request.context.items())}
            ),
        },
    }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def _statement(decision: Decision, statement: StatementRef) -> dict[str, Any]:
    return {
        "statementId": statement.sid or "",
        "effect": statement.effect.upper(),
        "document": statement.document,
        "line": statement.line,
        "conditions": _conditions({check.key: check.wanted for check in decision.deciding_conditions}),
    }


def _conditions(values: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    return _items(
        [{"key": key, "values": _items([{"value": value} for value in each])} for key, each in values.items()]
    )


def _items(items: Sequence[Any]) -> dict[str, Any]:
    return {"items": list(items)}

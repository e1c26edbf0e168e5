"""ListDenials: the calls that policies refused lately, each with the id under which it is explained."""

from typing import Any

from sealcanvas.access.decision import Decision
from sealcanvas.access.seen_by import name_of_resource
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ValidationException
from sealcanvas.service.page_token import read_token, write_token

_BATCH = 200
_READ = 5_000
"""Records that one page looks through at most: it may end before it is full, with a token to go on by."""


@sealcanvas.operation("ListDenials", atomic=False)
def list_denials(call: Call, request: Request) -> Request:
    """Denied calls of the caller's own account, newest first."""
    before = _place(request["NextToken"]) if "NextToken" in request else None
    found, last = denials(call.instance, request.get("MaxResults", 50), call.account, before)
    return {"Denials": found} | ({} if last is None else {"NextToken": write_token(str(last))})


def denials(
    instance: Instance, limit: int, account: str | None = None, before: int | None = None
) -> tuple[list[dict[str, Any]], int | None]:
    """Up to `limit` denied calls as the service model's `Denial`, and the place in the trail to go on from, or None.

    Args:
        account: whose calls; None for every account's.
        before: the place that the last page ended at.
    """
    found: list[dict[str, Any]] = []
    for _ in range(_READ // _BATCH):
        records = instance.trail.before(before, _BATCH)
        for sequence, record in records:
            before = sequence
            if account is None or record["recipientAccountId"] == account:
                denial = _denial(record, account)
                if denial is not None and all(denial["DecisionId"] != each["DecisionId"] for each in found):
                    found.append(denial)
                    if len(found) == limit:
                        return found, sequence
        if len(records) < _BATCH:
            return found, None
    return found, before


def _denial(record: dict[str, Any], account: str | None) -> dict[str, Any] | None:
    refused = [each for each in record["sealcanvas"]["decisions"] if not each["allowed"]]
    if not refused or not record.get("errorCode"):
        return None
    decision = Decision.from_dict(refused[-1])
    return {
        "DecisionId": record["requestID"],
        "Time": record["eventTime"],
        "Operation": f"{record['eventSource'].partition('.')[0]}:{record['eventName']}",
        "Principal": decision.request.principal.arn,
        "Action": decision.request.action,
        "Resource": name_of_resource(decision, account),
        "Reason": decision.reason,
        "Outcome": decision.outcome,
    }


def _place(token: str) -> int:
    try:
        return int(read_token(token))
    except ValueError:
        raise ValidationException("The NextToken is none of this operation's.") from None

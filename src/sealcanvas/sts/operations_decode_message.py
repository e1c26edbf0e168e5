"""DecodeAuthorizationMessage: what stands behind a refusal."""

from typing import Any

from sealcanvas.access.decision import Decision
from sealcanvas.access.seen_by import seen_by
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.sts.decoded_message import decoded_message
from sealcanvas.sts.errors import InvalidAuthorizationMessageException
from sealcanvas.sts.own_calls import check_not_own_session
from sealcanvas.sts.service import sts


@sts.operation("DecodeAuthorizationMessage", atomic=False)
def decode_authorization_message(call: Call, request: Request) -> Request:
    """The decision that refused a call of the caller's own account; the message is the decision's id (ours)."""
    check_not_own_session(call, "DecodeAuthorizationMessage")
    refused = [
        decision
        for record in call.instance.trail.of_request(request["EncodedMessage"])
        for decision in _refusals(record, call.account)
    ]
    if not refused:
        raise InvalidAuthorizationMessageException("The encoded message is invalid.")
    # Of a call that asked several times on its way through the services, the last refusal is the one that ended it.
    return {"DecodedMessage": decoded_message(seen_by(Decision.from_dict(refused[-1]), call.account))}


def _refusals(record: dict[str, Any], account: str) -> list[dict[str, Any]]:
    if record["recipientAccountId"] != account or not record.get("errorCode"):
        return []
    return [decision for decision in record["sealcanvas"]["decisions"] if not decision["allowed"]]

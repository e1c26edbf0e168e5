"""LookupEvents: an account's events, newest first."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sealcanvas.access.decision import Decision
from sealcanvas.access.seen_by import name_of_resource, seen_by
from sealcanvas.audit.attributes import access_key_of, read_only_of, resources_of, username_of
from sealcanvas.audit.event_kinds import is_data_event
from sealcanvas.audit.lookups import Place, look_up, take_in
from sealcanvas.audit.resource_types import resource_type
from sealcanvas.cloudtrail.errors import (
    InvalidLookupAttributesException,
    InvalidNextTokenException,
    InvalidTimeRangeException,
)
from sealcanvas.cloudtrail.request_parameters import request_parameters
from sealcanvas.cloudtrail.service import cloudtrail
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.page_token import read_token, write_token

_MOST = 50
_LAST = (1 << 63) - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@cloudtrail.operation("LookupEvents", atomic=False)
def lookup_events(call: Call, request: Request) -> Request:
    """The events of the caller's account that have the attribute asked for."""
    attribute, since, until = _attribute(request), request.get("StartTime"), _until(request)
    if since is not None and until is not None and since > until:
        raise InvalidTimeRangeException("The start time that you specified is after the end time.")
    after = _place(request["NextToken"]) if "NextToken" in request else None
    if request.get("EventCategory") == "insight":
        return {"Events": []}
    limit = request.get("MaxResults", _MOST)
    database = call.instance.database
    take_in(database)
    found = look_up(database, call.account, attribute, since=since, until=until, after=after, limit=limit + 1)
    answer: Request = {"Events": [_event(_seen_by(call.account, each.record)) for each in found[:limit]]}
    if len(found) > limit:
        answer["NextToken"] = _token(found[limit - 1].place)
    return answer


def _attribute(request: Request) -> tuple[str, str] | None:
    asked = request.get("LookupAttributes") or []
    if len(asked) > 1:
        raise InvalidLookupAttributesException("You can specify at most one lookup attribute.")
    if not asked:
        return None
    key, value = asked[0]["AttributeKey"], asked[0]["AttributeValue"]
    if key == "ReadOnly" and value not in ("true", "false"):
        raise InvalidLookupAttributesException("The value of ReadOnly is true or false.")
    return key, value


def _until(request: Request) -> datetime | None:
    """The end, with all of the second that it names: an event's time is told in whole seconds."""
    end: datetime | None = request.get("EndTime")
    return end if end is None or end.microsecond else end + timedelta(microseconds=999_999)


def _seen_by(account: str, record: dict[str, Any]) -> dict[str, Any]:
    """The record without what the policies of other accounts say: their decisions tell as much as ExplainDecision."""
    ours = record["sealcanvas"]
    theirs = [each for each in ours["decisions"] if each["request"]["resource_account"] != account]
    if not theirs:
        return record
    decisions = [Decision.from_dict(each) for each in theirs]
    names = {each.request.resource: name_of_resource(each, account) for each in decisions}
    told = iter([seen_by(each, account).to_dict() for each in decisions])
    shown = [next(told) if each in theirs else each for each in ours["decisions"]]
    resources = [{**each, "ARN": names.get(each["ARN"], each["ARN"])} for each in record["resources"]]
    return {**record, "resources": resources, "sealcanvas": {**ours, "decisions": shown}}


def _event(record: dict[str, Any]) -> dict[str, Any]:
    data = is_data_event(record["eventName"])
    parameters = request_parameters(record["eventSource"], record["eventName"], record["requestParameters"] or {})
    told = {"requestParameters": parameters, "readOnly": read_only_of(record) == "true", "managementEvent": not data}
    whole = {**record, **told}
    event = {
        "EventId": record["eventID"],
        "EventName": record["eventName"],
        "EventSource": record["eventSource"],
        "EventTime": datetime.fromisoformat(record["eventTime"]),
        "ReadOnly": read_only_of(record),
        "Username": username_of(record),
        "AccessKeyId": access_key_of(record),
        "Resources": [{"ResourceType": resource_type(arn), "ResourceName": arn} for arn in resources_of(record)],
        "CloudTrailEvent": json.dumps({**whole, "eventCategory": "Data" if data else "Management"}, ensure_ascii=False),
    }
    return {name: value for name, value in event.items() if value != ""}


def _token(place: Place) -> str:
    return write_token(f"{(place.time - _EPOCH) // _MICROSECOND} {place.sequence}")


def _place(token: str) -> Place:
    try:
        time, sequence = (int(part) for part in read_token(token).split(" "))
        return Place(_EPOCH + time * _MICROSECOND, min(sequence, _LAST))
    except (ValueError, OverflowError):
        raise InvalidNextTokenException("A token that is not valid was passed.") from None

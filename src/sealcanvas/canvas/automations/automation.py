"""CreateAutomation, DescribeAutomation, ListAutomations, UpdateAutomation, DeleteAutomation."""

from datetime import datetime
from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.automations.permitted import require_action, require_permission
from sealcanvas.canvas.automations.records import minutes_used, run_under_way, runs_of
from sealcanvas.canvas.automations.rule import check_rule
from sealcanvas.canvas.automations.source import written_now
from sealcanvas.canvas.client_token import made_before, token_details
from sealcanvas.canvas.named import Target, domain_named, find_named, named, of_named_domain
from sealcanvas.canvas.paging import page
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.workspace import settings_of
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import (
    ResourceInUseException,
    ResourceNotFoundException,
    ServiceQuotaExceededException,
    ValidationException,
)
from sealcanvas.service.resource import PlainResource

_MOST = 100
_TRIGGERS = ("ScheduleExpression", "OnDatasetVersion", "OnSourceObject")
_RULE = (*_TRIGGERS, "ScheduleExpressionTimezone", "StopOn", "BudgetMinutes")


@sealcanvas.operation("CreateAutomation", resource=named("dataset", "DatasetId"))
def create_automation(call: Call, target: Target, request: Request) -> Request:
    """Make a rule that works as the user profile's execution role, whoever is logged in; it is Active at once."""
    dataset = target.required
    if dataset.status != "Ready":
        raise ResourceInUseException(f"Dataset {dataset.id} is {dataset.status}. It must be Ready.")
    settings_of(call, dataset.domain_id, dataset.profile)
    if request["Action"] == "Predict":
        _check_model(call, dataset, request.get("ModelVersionId"))
    elif "ModelVersionId" in request or "StopOn" in request:
        raise ValidationException("ModelVersionId and StopOn are for the action Predict.")
    require_action(call, request["Action"], dataset.id, request.get("ModelVersionId"))
    before = made_before(call, "automation", dataset.domain_id, request)
    if before is not None:
        return {"AutomationId": before.id, "AutomationArn": before.arn}
    _check_room(call, dataset.domain_id, request["AutomationName"])
    rule = {name: request[name] for name in _RULE if name in request}
    next_at = check_rule(call.instance.clock(), request["Action"], rule)
    seen_object = written_now(call.instance, dataset) if rule.get("OnSourceObject") else ""
    made = stored.store(
        call,
        "automation",
        stored.new_id("automation"),
        request["AutomationName"],
        "Active",
        dataset.domain_id,
        dataset.profile,
        dataset=dataset.id,
        action=request["Action"],
        model_version=request.get("ModelVersionId"),
        rule=rule,
        next_at=next_at,
        anchor=call.instance.clock().isoformat(),
        seen_version=dataset.details["version"],
        seen_object=seen_object,
        **token_details(request),
    )
    return {"AutomationId": made.id, "AutomationArn": made.arn}


@sealcanvas.operation("DescribeAutomation", resource=named("automation", "AutomationId"))
def describe_automation(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell what an automation does, when it will run next, and how much of its budget is spent."""
    return _wire(call, target.required)


@sealcanvas.operation("ListAutomations", resource=domain_named)
def list_automations(call: Call, domain: PlainResource, request: Request) -> Request:
    """List a domain's automations, newest first; those of one dataset if asked."""
    dataset = request.get("DatasetId")
    in_domain = of_named_domain(call, "automation", domain, request)
    mine = [each for each in in_domain if dataset in (None, each.details["dataset"])]
    found, more = page(request, mine)
    return {"Automations": [_wire(call, each) for each in found], **more}


@sealcanvas.operation("UpdateAutomation", resource=named("automation", "AutomationId"))
def update_automation(call: Call, target: Target, request: Request) -> Request:
    """Change an automation's trigger, rules or budget; members that are left out stay as they are."""
    automation = target.required
    require_permission(call, automation)
    rule = {**automation.details["rule"], **{name: request[name] for name in _RULE if name in request}}
    changes: dict[str, Any] = {}
    if request.get("ClearBudget"):
        if "BudgetMinutes" in request:
            raise ValidationException("Give either BudgetMinutes or ClearBudget.")
        rule.pop("BudgetMinutes", None)
    _change_trigger(rule, request)
    if automation.details["action"] != "Predict" and "StopOn" in request:
        raise ValidationException("StopOn is for the action Predict.")
    now = call.instance.clock()
    next_at = check_rule(now, automation.details["action"], rule)
    changes |= _seen(call, automation, rule)
    stored.change(call.instance, automation.id, rule=rule, next_at=next_at, anchor=now.isoformat(), **changes)
    return _wire(call, find_named(call, "automation", automation.id).required)


@sealcanvas.operation("DeleteAutomation", resource=named("automation", "AutomationId"))
def delete_automation(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Forget an automation and its runs; the predictions and versions that it made stay."""
    automation = target.required
    if run_under_way(call.instance, automation):
        raise ResourceInUseException(f"Automation {automation.id} is running. Pause it, and wait for its run to end.")
    for each in (*runs_of(call.instance, automation), automation):
        stored.remove(call.instance, each.id)


def _change_trigger(rule: dict[str, Any], request: Request) -> None:
    """Take the triggers that the request does not name out of `rule`, if it names another one."""
    given = [name for name in _TRIGGERS if request.get(name)]
    if len(given) != 1:
        return
    for name in _TRIGGERS:
        if name not in request:
            rule.pop(name, None)
    if "ScheduleExpression" not in given and "ScheduleExpressionTimezone" not in request:
        rule.pop("ScheduleExpressionTimezone", None)


def _seen(call: Call, automation: Stored, rule: dict[str, Any]) -> dict[str, Any]:
    """What an automation that waits from now on has seen already."""
    before, dataset = automation.details["rule"], stored.find(call.instance, automation.details["dataset"])
    if dataset is None:
        return {}
    if rule.get("OnSourceObject") and not before.get("OnSourceObject"):
        return {"seen_object": written_now(call.instance, dataset)}
    if rule.get("OnDatasetVersion") and not before.get("OnDatasetVersion"):
        return {"seen_version": dataset.details["version"]}
    return {}


def _check_room(call: Call, domain_id: str, name: str) -> None:
    """A domain has so many automations, and a name once."""
    every = stored.of_domain(call.instance, "automation", domain_id)
    other = next((each for each in every if each.name == name), None)
    if other is not None:
        raise ResourceInUseException(f"Automation {other.id} has the name '{name}' already. Choose another name.")
    if len(every) >= _MOST:
        raise ServiceQuotaExceededException(f"A domain has {_MOST} automations at most.")


def _check_model(call: Call, dataset: Stored, version_id: str | None) -> None:
    if version_id is None:
        raise ValidationException("ModelVersionId is required for the action Predict.")
    version = find_named(call, "model-version", version_id).stored
    if version is None:
        raise ResourceNotFoundException(f"Model version {version_id} does not exist.")
    if version.status != "Ready":
        raise ResourceInUseException(f"Model version {version.id} is {version.status}. It must be Ready.")
    if (version.domain_id, version.profile) != (dataset.domain_id, dataset.profile):
        raise ValidationException(f"Model version {version.id} belongs to another user profile than the dataset.")


def _wire(call: Call, automation: Stored) -> dict[str, Any]:
    details = automation.details
    answer: dict[str, Any] = {
        "AutomationId": automation.id,
        "AutomationArn": automation.arn,
        "AutomationName": automation.name,
        "DomainId": automation.domain_id,
        "UserProfileName": automation.profile,
        "DatasetId": details["dataset"],
        "Action": details["action"],
        "Status": automation.status,
        "MinutesUsed": round(minutes_used(call.instance, automation), 2),
        "CreationTime": automation.created_at,
        "LastModifiedTime": automation.modified_at,
        **details["rule"],
    }
    known = {
        "ModelVersionId": details["model_version"],
        "PauseReason": details.get("pause_reason"),
        "NextRunTime": _moment(details["next_at"]) if automation.status == "Active" else None,
    }
    return answer | {member: value for member, value in known.items() if value}


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

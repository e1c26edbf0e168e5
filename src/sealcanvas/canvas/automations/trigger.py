"""When an automation begins a run: its schedule's time has come, its dataset a new version or its source a new object,
or somebody asks.
"""

from datetime import datetime

from sealcanvas.canvas import stored
from sealcanvas.canvas.automations.permitted import require_permission
from sealcanvas.canvas.automations.records import minutes_used, run_under_way, runs_of
from sealcanvas.canvas.automations.rule import next_time
from sealcanvas.canvas.automations.source import written
from sealcanvas.canvas.automations.state import pause_itself
from sealcanvas.canvas.named import Target, named
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.workspace import SERVICE
from sealcanvas.service.call import Call, service_call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException, ResourceNotFoundException

_KEPT_RUNS, _SURPLUS = 1_000, 100


@sealcanvas.operation("StartAutomationRun", resource=named("automation", "AutomationId"))
def start_automation_run(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Run an automation now, also one that is paused."""
    automation = target.required
    require_permission(call, automation)
    if run_under_way(call.instance, automation):
        raise ResourceInUseException(f"Automation {automation.id} is running.")
    dataset = stored.find(call.instance, automation.details["dataset"])
    if dataset is None:
        raise ResourceNotFoundException(f"Dataset {automation.details['dataset']} does not exist.")
    if _spent(call.instance, automation):
        raise ResourceInUseException(f"The budget of automation {automation.id} is spent. Raise BudgetMinutes.")
    return {"AutomationRunId": _begin(call.instance, automation, dataset).id}


def begin_due(instance: Instance, automation: Stored) -> None:
    """Begin a run if one is due; what was missed while the server was down is made up for once."""
    dataset = stored.find(instance, automation.details["dataset"])
    if dataset is None:
        pause_itself(instance, automation, f"Dataset {automation.details['dataset']} was deleted.")
        return
    rule, now = automation.details["rule"], instance.clock()
    there = written(instance, dataset) if rule.get("OnSourceObject") else ""
    if not _due(instance, automation, dataset, there) or run_under_way(instance, automation):
        return
    if _spent(instance, automation):
        reason = f"Its budget of {rule['BudgetMinutes']} minutes is spent. Raise BudgetMinutes to go on."
        pause_itself(instance, automation, reason)
        return
    _begin(instance, automation, dataset)
    if "ScheduleExpression" in rule:
        anchor = datetime.fromisoformat(automation.details["anchor"])
        stored.change(instance, automation.id, next_at=next_time(rule, now, anchor))
    else:
        stored.change(instance, automation.id, seen_version=dataset.details["version"], seen_object=there)


def _due(instance: Instance, automation: Stored, dataset: Stored, there: str) -> bool:
    """Whether it is time; `there` is the version of the source object, if that is what the automation waits for."""
    rule = automation.details["rule"]
    if rule.get("OnSourceObject"):
        return bool(dataset.status == "Ready" and there and there != automation.details["seen_object"])
    if rule.get("OnDatasetVersion"):
        return bool(dataset.status == "Ready" and dataset.details["version"] > automation.details["seen_version"])
    next_at = automation.details["next_at"]
    return next_at is not None and instance.clock() >= datetime.fromisoformat(next_at)


def _spent(instance: Instance, automation: Stored) -> bool:
    budget = automation.details["rule"].get("BudgetMinutes")
    return budget is not None and minutes_used(instance, automation) >= budget


def _begin(instance: Instance, automation: Stored, dataset: Stored) -> Stored:
    begun = automation.details.get("begun", 0) + 1
    stored.change(instance, automation.id, begun=begun)
    if begun > _KEPT_RUNS and begun % _SURPLUS == 0:
        for old in runs_of(instance, automation)[:-_KEPT_RUNS]:
            stored.remove(instance, old.id)
    return stored.store(
        service_call(instance, SERVICE, source_arn=automation.arn, region=automation.region),
        "automation-run",
        stored.new_id("automation-run"),
        automation.name,
        "InProgress",
        automation.domain_id,
        automation.profile,
        automation=automation.id,
        dataset_version=dataset.details["version"],
        step="begin",
    )

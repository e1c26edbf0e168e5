"""PauseAutomation, ResumeAutomation: by whoever may, or by an automation itself when it had better not go on."""

from sealcanvas.canvas import stored
from sealcanvas.canvas.automations.permitted import require_permission
from sealcanvas.canvas.automations.rule import next_time
from sealcanvas.canvas.automations.source import written
from sealcanvas.canvas.named import Target, named
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.workspace import SERVICE
from sealcanvas.service.call import Call, service_call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas


@sealcanvas.operation("PauseAutomation", resource=named("automation", "AutomationId"))
def pause_automation(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Let an automation begin nothing more; a run that is under way goes on to its end."""
    stored.change(call.instance, target.required.id, status="Paused", pause_reason="Somebody paused it.")


@sealcanvas.operation("ResumeAutomation", resource=named("automation", "AutomationId"))
def resume_automation(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Let an automation go on, from now: what came while it was paused is not made up for."""
    automation, instance = target.required, call.instance
    require_permission(call, automation)
    now, rule = instance.clock(), automation.details["rule"]
    dataset = stored.find(instance, automation.details["dataset"])
    seen = automation.details["seen_version"] if dataset is None else dataset.details["version"]
    there = written(instance, dataset) if dataset is not None and rule.get("OnSourceObject") else ""
    next_at = next_time(rule, now, now) if "ScheduleExpression" in rule else None
    stored.change(
        instance,
        automation.id,
        status="Active",
        pause_reason=None,
        next_at=next_at,
        anchor=now.isoformat(),
        seen_version=seen,
        seen_object=there,
    )


def pause_itself(instance: Instance, automation: Stored, reason: str) -> None:
    """Pause an automation for a reason of its own; recorded as SageMaker's doing."""
    stored.change(instance, automation.id, status="Paused", pause_reason=reason)
    call = service_call(instance, SERVICE, source_arn=automation.arn, region=automation.region)
    event = call.event(sealcanvas.event_source, "PauseAutomation")
    event.parameters, event.resources = {"AutomationId": automation.id, "Reason": reason}, [automation.arn]
    instance.trail.record([event])

"""A run of an automation, step by step: look for drift, predict, or import the next version; and ListAutomationRuns.

begin -> drift -> predict -> Succeeded | Failed | Stopped
begin -> update -> Succeeded | Failed
"""

from dataclasses import replace
from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.automations import drift_check
from sealcanvas.canvas.automations.records import minutes_of, minutes_used, runs_of
from sealcanvas.canvas.automations.state import pause_itself
from sealcanvas.canvas.datasets.dataset_versions import versions_of
from sealcanvas.canvas.datasets.import_dataset import update_dataset
from sealcanvas.canvas.failure import Why, members, why_error
from sealcanvas.canvas.job_arn import job_arn
from sealcanvas.canvas.named import Target, named
from sealcanvas.canvas.paging import page
from sealcanvas.canvas.predictions.create_batch_prediction import create_batch_prediction
from sealcanvas.canvas.predictions.stop_prediction import stop_prediction
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.workspace import as_user, settings_for
from sealcanvas.jobs.queue import stop as stop_job
from sealcanvas.s3 import head_object
from sealcanvas.s3.uri import parse_uri
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas


@sealcanvas.operation("ListAutomationRuns", resource=named("automation", "AutomationId"))
def list_automation_runs(call: Call, target: Target, request: Request) -> Request:
    """List an automation's runs, newest first: what each did, and why one stopped or failed."""
    found, more = page(request, runs_of(call.instance, target.required))
    return {"AutomationRuns": [_wire(call.instance, each) for each in found], **more}


def advance(instance: Instance, run: Stored) -> None:
    """Take a run's next step if the one before is over."""
    automation = stored.find(instance, run.details["automation"])
    dataset = None if automation is None else stored.find(instance, automation.details["dataset"])
    if automation is None or dataset is None:
        _end(instance, automation, run, "Failed", Why("InternalError", "Its automation or dataset was deleted."))
        return
    try:
        if not _out_of_budget(instance, automation, run, dataset):
            _step(instance, automation, run, dataset)
    except ServiceError as error:
        role = settings_for(instance, automation).execution_role
        _end(instance, automation, run, "Failed", why_error(instance, error, "kms:Decrypt", role))


def _step(instance: Instance, automation: Stored, run: Stored, dataset: Stored) -> None:
    match run.details["step"]:
        case "begin" if automation.details["action"] == "UpdateDataset":
            _update(instance, automation, run, dataset)
        case "begin":
            drift_check.begin(_as_role(instance, automation), automation, run, dataset)
        case "drift":
            _after_drift(instance, automation, run, dataset)
        case "predict":
            _after_prediction(instance, automation, run)
        case "update":
            _after_update(instance, automation, run, dataset)


def _as_role(instance: Instance, automation: Stored) -> Call:
    call = as_user(instance, settings_for(instance, automation), automation.region, automation.arn)
    return replace(call, request_id=new_request_id())


def _after_drift(instance: Instance, automation: Stored, run: Stored, dataset: Stored) -> None:
    found = drift_check.outcome(instance, automation, run)
    if found is None:
        return
    if isinstance(found, Why):
        _end(instance, automation, run, "Failed", found)
        return
    stored.change(instance, run.id, drift=found.columns)
    if found.why is not None:
        _end(instance, automation, run, "Stopped", found.why)
        pause_itself(instance, automation, found.why.reason)
        return
    asked = {
        "ModelVersionId": automation.details["model_version"],
        "DatasetId": dataset.id,
        "DatasetVersion": run.details["dataset_version"],
    }
    made = create_batch_prediction(_as_role(instance, automation), asked)
    stored.change(instance, run.id, step="predict", prediction=made["PredictionId"])


def _after_prediction(instance: Instance, automation: Stored, run: Stored) -> None:
    prediction = stored.find(instance, run.details["prediction"])
    if prediction is None:
        _end(instance, automation, run, "Failed", Why("InternalError", "Its prediction was deleted."))
    elif prediction.status == "Ready":
        _end(instance, automation, run, "Succeeded")
    elif prediction.status == "Stopped":
        _end(instance, automation, run, "Stopped")
    elif not prediction.under_way:
        _fail_as(instance, automation, run, prediction)


def _out_of_budget(instance: Instance, automation: Stored, run: Stored, dataset: Stored) -> bool:
    """Whether the budget is spent; what is under way is stopped then, the run ended, and the automation paused."""
    budget = automation.details["rule"].get("BudgetMinutes")
    if budget is None or minutes_used(instance, automation) < budget:
        return False
    match run.details["step"]:
        case "drift":
            stop_job(instance, job_arn(run, "drift"))
        case "predict":
            prediction = stored.find(instance, run.details["prediction"])
            if prediction is None or not prediction.under_way:
                return False  # it was done in time
            stop_prediction(_as_role(instance, automation), {"PredictionId": prediction.id})
        case "update":
            version = _version(instance, run, dataset)
            if version is None or not version.under_way:
                return False
            stop_job(instance, job_arn(version, "import"))
    reason = f"Its budget of {budget} minutes was spent before the run was done."
    _end(instance, automation, run, "Stopped", Why("BudgetSpent", reason))
    pause_itself(instance, automation, reason)
    return True


def _update(instance: Instance, automation: Stored, run: Stored, dataset: Stored) -> None:
    """Import the source once more, unless it is the very object that the newest version was made of."""
    role = _as_role(instance, automation)
    bucket, key = parse_uri(dataset.details["source"])
    etag = head_object(role, {"Bucket": bucket, "Key": key})["ETag"]
    if etag == dataset.details["source_etag"]:
        stored.change(instance, run.id, note="The source has not changed.")
        _end(instance, automation, run, "Succeeded")
        return
    made = update_dataset(_as_role(instance, automation), {"DatasetId": dataset.id})
    stored.change(instance, run.id, step="update", dataset_version=made["DatasetVersion"])


def _after_update(instance: Instance, automation: Stored, run: Stored, dataset: Stored) -> None:
    version = _version(instance, run, dataset)
    if version is None:
        _end(instance, automation, run, "Failed", Why("InternalError", "The version was deleted."))
    elif version.status == "Ready":
        _end(instance, automation, run, "Succeeded")
    elif not version.under_way:
        _fail_as(instance, automation, run, version)


def _version(instance: Instance, run: Stored, dataset: Stored) -> Stored | None:
    number = run.details["dataset_version"]
    return next((each for each in versions_of(instance, dataset) if each.details["number"] == number), None)


def _fail_as(instance: Instance, automation: Stored, run: Stored, made: Stored) -> None:
    """Fail for the reason for which what the run made has failed."""
    stored.change(instance, run.id, **{name: made.details[name] for name in ("failure_cause", "failure_reason")})
    _end(instance, automation, run, "Failed")


def _end(instance: Instance, automation: Stored | None, run: Stored, status: str, why: Why | None = None) -> None:
    took = minutes_of(instance, run)
    stored.change(instance, run.id, status=status, **(why.details() if why else {}), minutes=round(took, 4))
    if automation is not None:
        known = stored.find(instance, automation.id)
        spent = known.details.get("minutes", 0.0) if known else 0.0
        stored.change(instance, automation.id, minutes=spent + took)


def _wire(instance: Instance, run: Stored) -> dict[str, Any]:
    details = run.details
    answer: dict[str, Any] = {
        "AutomationRunId": run.id,
        "Status": run.status,
        "DatasetVersion": details["dataset_version"],
        "StartTime": run.created_at,
        "Minutes": round(minutes_of(instance, run), 2),
        "ColumnDrift": details.get("drift", []),
        **members(details),
    }
    if not run.under_way:
        answer["EndTime"] = run.modified_at
    for member, name in (("PredictionId", "prediction"), ("Note", "note")):
        if details.get(name):
            answer[member] = details[name]
    return answer

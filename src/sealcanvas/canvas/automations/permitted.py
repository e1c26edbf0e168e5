"""Whoever has an automation do something must be allowed to do it: a rule is no way round a policy."""

from sealcanvas.canvas.named import find_named
from sealcanvas.canvas.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.own import sealcanvas


def require_permission(call: Call, automation: Stored) -> None:
    """Ask the caller's policies for what a run of an automation that is there will do.

    Raises:
        AccessDeniedException: they do not allow it.
    """
    details = automation.details
    require_action(call, details["action"], details["dataset"], details["model_version"])


def require_action(call: Call, action: str, dataset_id: str, version_id: str | None) -> None:
    """Ask the caller's policies for an automation's action.

    Raises:
        AccessDeniedException: they do not allow it.
    """
    if action == "Predict" and version_id is not None:
        sealcanvas.check(call, "sealcanvas:CreateBatchPrediction", find_named(call, "model-version", version_id))
    elif action == "UpdateDataset":
        sealcanvas.check(call, "sealcanvas:UpdateDataset", find_named(call, "dataset", dataset_id))

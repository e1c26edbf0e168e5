"""What Canvas's work does by itself: every piece takes its next step once the step before it is over."""

import logging

from sealcanvas.canvas import stored
from sealcanvas.canvas.automations import run, trigger
from sealcanvas.canvas.failure import Why
from sealcanvas.canvas.models import build_series, build_tabular
from sealcanvas.canvas.predictions import predict_series, predict_tabular
from sealcanvas.canvas.stored import Stored
from sealcanvas.jobs.priority import Priority, urgency
from sealcanvas.service.instance import Instance

_log = logging.getLogger("sealcanvas.canvas")


def reconcile(instance: Instance) -> None:
    """Take every next step that is due; called twice a second, idempotent, and safe to be cut off anywhere.

    Each resource's step is one unit of work with the change of its state: it happens with it, or not at all.
    """
    for kind in ("model-version", "prediction", "automation-run"):
        for resource_id in stored.ids_under_way(instance, kind):
            try:
                with instance.database.transaction():
                    resource = stored.find(instance, resource_id)
                    if resource is not None and resource.under_way:
                        _advance(instance, resource)
            except Exception as error:  # one resource's trouble must not keep the others waiting
                # The type alone: an error's text may hold values of somebody's data.
                _log.error(
                    "%s ended in a %s", resource_id, type(error).__name__, exc_info=_log.isEnabledFor(logging.DEBUG)
                )
                why = Why("InternalError", f"The work ended in an internal error ({type(error).__name__}).")
                stored.change(instance, resource_id, status="Failed", **why.details())

    _begin_due(instance)


def _begin_due(instance: Instance) -> None:
    for automation_id in stored.ids_in(instance, "automation", ("Active",)):
        try:
            with instance.database.transaction():
                automation = stored.find(instance, automation_id)
                if automation is not None and automation.status == "Active":
                    trigger.begin_due(instance, automation)
        except Exception as error:
            _log.error("%s ended in a %s", automation_id, type(error).__name__)


def _advance(instance: Instance, resource: Stored) -> None:
    if resource.kind == "automation-run":
        with urgency(Priority.AUTOMATION):  # nobody waits for it
            run.advance(instance, resource)
    elif "automl" in resource.details:
        build_tabular.advance(instance, resource)
    elif "transform" in resource.details:
        predict_tabular.advance(instance, resource)
    elif resource.kind == "prediction":
        predict_series.advance(instance, resource)
    else:
        build_series.advance(instance, resource)

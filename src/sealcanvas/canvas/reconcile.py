"""What Canvas's work does by itself: every piece takes its next step once the step before it is over."""

import logging

from sealcanvas.canvas import build_series, build_tabular, predict_series, predict_tabular, stored
from sealcanvas.canvas.failure import Why
from sealcanvas.canvas.stored import Stored
from sealcanvas.service.instance import Instance

_log = logging.getLogger("sealcanvas.canvas")


def reconcile(instance: Instance) -> None:
    """Take every next step that is due; called twice a second, idempotent, and safe to be cut off anywhere.

    Each resource's step is one unit of work with the change of its state: it happens with it, or not at all.
    """
    for kind in ("model-version", "prediction"):
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


def _advance(instance: Instance, resource: Stored) -> None:
    if "automl" in resource.details:
        build_tabular.advance(instance, resource)
    elif "transform" in resource.details:
        predict_tabular.advance(instance, resource)
    elif resource.kind == "prediction":
        predict_series.advance(instance, resource)
    else:
        build_series.advance(instance, resource)

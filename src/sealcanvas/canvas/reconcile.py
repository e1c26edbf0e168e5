"""What Canvas's work does by itself: every piece takes its next step once the step before it is over."""

from sealcanvas.service.instance import Instance


def reconcile(instance: Instance) -> None:
    """Take every next step that is due; called twice a second, idempotent, and safe to be cut off anywhere."""

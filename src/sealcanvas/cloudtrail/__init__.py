"""CloudTrail: the audit trail as AWS's event history shows it (docs/cloudtrail.md)."""

from sealcanvas.cloudtrail.lookup_events import lookup_events
from sealcanvas.cloudtrail.service import cloudtrail

__all__ = ["cloudtrail", "lookup_events"]

"""An event that KMS itself brings about, as CloudTrail shows it."""

from typing import Any

from sealcanvas.audit.event import Event
from sealcanvas.service.call import service_call
from sealcanvas.service.instance import Instance


def service_event(instance: Instance, name: str, key_arn: str, details: dict[str, Any]) -> Event:
    """The event `name` on a key, in the key's Region; `details` are its serviceEventDetails."""
    call = service_call(instance, "kms.amazonaws.com", source_arn=key_arn, region=key_arn.split(":")[3])
    event = call.event("kms.amazonaws.com", name)
    event.event_type, event.resources, event.service_details = "AwsServiceEvent", [key_arn], details
    return event

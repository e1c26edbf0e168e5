"""What a record is looked up by: CloudTrail's lookup attributes, read from the record."""

from collections.abc import Iterator
from typing import Any

from sealcanvas.audit.event_kinds import is_read_only
from sealcanvas.audit.resource_types import names_of, resource_type

_LONGEST = 2_000  # of a value that LookupEvents takes


def attributes_of(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each attribute of a record with its value, some more than once."""
    yield "EventId", record["eventID"]
    yield "EventName", record["eventName"]
    yield "EventSource", record["eventSource"]
    yield "ReadOnly", read_only_of(record)
    yield "Username", username_of(record)
    yield "AccessKeyId", access_key_of(record)
    for arn in resources_of(record):
        yield "ResourceType", resource_type(arn)
        for name in names_of(arn):
            yield "ResourceName", name[:_LONGEST]


def read_only_of(record: dict[str, Any]) -> str:
    """`true` or `false`."""
    return "true" if is_read_only(record["eventName"]) else "false"


def username_of(record: dict[str, Any]) -> str:
    """Who asked: a user's name, `root`, a role session's, a service's host; "" for a stranger."""
    identity = record["userIdentity"]
    if identity["type"] == "Root":
        return "root"
    if identity["type"] == "AWSService":
        return str(identity["invokedBy"])
    if "userName" in identity:
        return str(identity["userName"])
    return str(identity.get("arn", "")).rpartition("/")[2]


def access_key_of(record: dict[str, Any]) -> str:
    """The access key id that signed the request, or ""."""
    return str(record["userIdentity"].get("accessKeyId", ""))


def resources_of(record: dict[str, Any]) -> list[str]:
    """The ARNs that the call acted on, and the one that the work was for."""
    arns = [each["ARN"] for each in record["resources"]] + [record["sealcanvas"]["purpose"]]
    return list(dict.fromkeys(arn for arn in arns if arn.startswith("arn:")))

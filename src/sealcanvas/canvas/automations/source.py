"""The object that a dataset is made of, for automations that wait for another in its place.

What is looked at is which version is there, not a message that one came: nothing is missed by a server that was down,
and nothing is done twice. No right is used: the run that begins then reads the object as the execution role.
"""

from sealcanvas.canvas.stored import Stored
from sealcanvas.s3.settings.notification import told_version
from sealcanvas.s3.uri import parse_uri
from sealcanvas.service.instance import Instance
from sealcanvas.service.own_errors import ValidationException


def written(instance: Instance, dataset: Stored) -> str:
    """The version id of the dataset's source object; "" where there is none, or its bucket does not tell."""
    bucket, key = parse_uri(dataset.details["source"])
    return told_version(instance, dataset.account, bucket, key) or ""


def written_now(instance: Instance, dataset: Stored) -> str:
    """As `written`, for an automation that is to wait from now on.

    Raises:
        ValidationException: the bucket does not tell of its objects: it would wait for ever.
    """
    bucket, key = parse_uri(dataset.details["source"])
    found = told_version(instance, dataset.account, bucket, key)
    if found is None:
        raise ValidationException(
            f"Bucket {bucket} does not tell of its objects. Put its notification configuration with an "
            "EventBridgeConfiguration, or give a ScheduleExpression."
        )
    return found

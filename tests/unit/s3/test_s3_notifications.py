"""What tells of new objects, and destinations that are not there."""

from typing import Any

import pytest

from sealcanvas.s3 import errors
from sealcanvas.s3.settings.notification import told_version
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT
from tests.unit.s3.conftest import BUCKET, Client

EVENTS = ["s3:ObjectCreated:*"]


def put(client: Client, **configuration: Any) -> None:
    client.put_bucket_notification_configuration(NotificationConfiguration=configuration)


def test_the_configuration_comes_back(root: Client) -> None:
    assert root.get_bucket_notification_configuration() == {}
    put(root, EventBridgeConfiguration={})
    assert root.get_bucket_notification_configuration() == {"EventBridgeConfiguration": {}}
    put(root)
    assert root.get_bucket_notification_configuration() == {}


@pytest.mark.parametrize(
    ("configuration", "kind"),
    [
        ({"QueueConfigurations": [{"QueueArn": "arn:aws:sqs:us-east-1:1:q", "Events": EVENTS}]}, "queue"),
        ({"TopicConfigurations": [{"TopicArn": "arn:aws:sns:us-east-1:1:t", "Events": EVENTS}]}, "topic"),
        (
            {"LambdaFunctionConfigurations": [{"LambdaFunctionArn": "arn:aws:lambda:us-east-1:1:f", "Events": EVENTS}]},
            "Lambda",
        ),
    ],
)
def test_destinations_do_not_exist(root: Client, configuration: dict[str, Any], kind: str) -> None:
    put(root, EventBridgeConfiguration={})
    with pytest.raises(errors.InvalidArgument, match="Unable to validate the following destination") as caught:
        put(root, **configuration)
    assert caught.value.members["ArgumentValue"] == f"The destination {kind} does not exist"
    with pytest.raises(ServiceError) as refused:
        root.put_bucket_notification_configuration(
            NotificationConfiguration=configuration, SkipDestinationValidation=True
        )
    assert refused.value.code == "NotImplemented"
    assert root.get_bucket_notification_configuration() == {"EventBridgeConfiguration": {}}


def test_who_is_told(root: Client, instance: Instance) -> None:
    root.put("a")
    assert told_version(instance, ACCOUNT, BUCKET, "a") is None
    put(root, EventBridgeConfiguration={})
    first = told_version(instance, ACCOUNT, BUCKET, "a")
    assert first
    root.put("a")
    assert told_version(instance, ACCOUNT, BUCKET, "a") not in (first, "", None)
    assert told_version(instance, ACCOUNT, BUCKET, "missing") == ""
    assert told_version(instance, "999988887777", BUCKET, "a") is None
    assert told_version(instance, ACCOUNT, "no-such-bucket", "a") is None

"""Step 7: what is refused, with which words, and that it works again once it is mended."""

from typing import Any

from botocore.exceptions import ClientError

from sealcanvas.client.policies import demands_key
from sealcanvas.demo.datasets import DemoData
from sealcanvas.demo.imports import imported, start_import
from sealcanvas.demo.keys import put_statements
from sealcanvas.demo.models import start_build
from sealcanvas.demo.predictions import predicted, start_prediction
from sealcanvas.demo.world import DemoFailed, World

SIX_ACTIONS = (
    "kms:DescribeKey",
    "kms:CreateGrant",
    "kms:RetireGrant",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlainText",
    "kms:Decrypt",
)


def show_refusals(world: World, data: list[DemoData]) -> None:
    """Take away, one after the other, what the document says is needed."""
    with world.timeline.step(7, "The refusals", f"role {world.profile}, Forecast role"):
        _import_without_statement(world, data[0])
        _import_into_demanding_bucket(world, data[0])
        _forecast_without_each_action(world, data[-1])
        _predict_with_disabled_key(world, data[0])


def _import_without_statement(world: World, item: DemoData) -> None:
    put_statements(world, "key 3", role=False)
    dataset = imported(world, start_import(world, "without the statement", f"{item.name}.csv"))
    _expect(dataset, "KeyNotPermitted", "kms:Decrypt")
    world.timeline.refused("import without 'ExampleStmt' on key 3", dataset["FailureReason"])
    put_statements(world, "key 3")


def _import_into_demanding_bucket(world: World, item: DemoData) -> None:
    s3 = world.client("s3")
    s3.put_bucket_policy(Bucket=world.default_bucket, Policy=demands_key(world.default_bucket, world.keys["key 3"]))
    dataset = imported(world, start_import(world, "into a demanding bucket", f"{item.name}.csv"))
    _expect(dataset, "BucketPolicyDemandsOtherKey", "OnlyThisKey")
    world.timeline.refused("import while the bucket's policy demands key 3", dataset["FailureReason"])
    s3.delete_bucket_policy(Bucket=world.default_bucket)


def _forecast_without_each_action(world: World, item: DemoData) -> None:
    for action in SIX_ACTIONS:
        put_statements(world, "key 2", forecast_without=action)
        try:
            start_build(world, item)
        except ClientError as error:
            message = error.response["Error"]["Message"]
            if f"perform: {action}".lower() not in message.lower():
                raise DemoFailed(f"without {action} the forecast failed for another reason: {message}") from None
            world.timeline.refused(f"forecast without {action} on key 2", message)
        else:
            raise DemoFailed(f"without {action} the forecast was not refused")
    put_statements(world, "key 2")


def _predict_with_disabled_key(world: World, item: DemoData) -> None:
    kms = world.client("kms")
    kms.disable_key(KeyId=world.keys["key 2"])
    try:
        reason = _refused_prediction(world, item)
        if world.keys["key 2"] not in reason:
            raise DemoFailed(f"the refusal does not name key 2: {reason}")
        world.timeline.refused("prediction with key 2 disabled", reason)
    finally:
        kms.enable_key(KeyId=world.keys["key 2"])
    result = predicted(world, start_prediction(world, item.name))
    if result["Status"] != "Ready":
        raise DemoFailed(f"with key 2 enabled again the prediction failed: {result.get('FailureReason')}")
    world.timeline.say("[green]with key 2 enabled again the same prediction works[/]")


def _refused_prediction(world: World, item: DemoData) -> str:
    """A prediction that must fail, at once or as it runs; its reason."""
    try:
        result = predicted(world, start_prediction(world, item.name))
    except ClientError as error:
        return str(error.response["Error"]["Message"])
    _expect(result, "KeyDisabled", "disabled")
    return str(result["FailureReason"])


def _expect(outcome: dict[str, Any], cause: str, words: str) -> None:
    if outcome["Status"] != "Failed":
        raise DemoFailed(f"{cause} was expected, but it ended {outcome['Status']}")
    if outcome.get("FailureCause") != cause or words not in outcome.get("FailureReason", ""):
        raise DemoFailed(f"{cause} was expected, but: {outcome.get('FailureCause')}: {outcome.get('FailureReason')}")

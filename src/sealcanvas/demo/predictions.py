"""Step 6: batch predictions, and a look into one."""

from typing import Any

from sealcanvas.demo.datasets import DemoData
from sealcanvas.demo.world import DemoFailed, World, wait_until_settled


def start_prediction(world: World, name: str) -> str:
    """Begin a batch prediction as the role; its id."""
    request = {"ModelVersionId": world.versions[name]}
    if f"{name}-new" in world.datasets:
        request["DatasetId"] = world.datasets[f"{name}-new"]
    return str(world.client("sealcanvas", as_role=True).create_batch_prediction(**request)["PredictionId"])


def predicted(world: World, prediction_id: str) -> dict[str, Any]:
    """Wait for a prediction; how it ended."""
    describe = world.client("sealcanvas", as_role=True).describe_prediction
    return wait_until_settled(describe, unsettled={"InProgress"}, PredictionId=prediction_id)


def predict_all(world: World, data: list[DemoData]) -> None:
    """Predict with each model, download one result and show its first rows."""
    with world.timeline.step(6, "Predict in batch with each", f"role {world.profile}, Forecast role") as row:
        for item in data:
            world.predictions[item.name] = start_prediction(world, item.name)
        results = {name: predicted(world, prediction_id) for name, prediction_id in world.predictions.items()}
        for name, result in results.items():
            if result["Status"] != "Ready":
                raise DemoFailed(f"the prediction for {name} failed: {result.get('FailureReason')}")
            if result["SSEKMSKeyId"] != world.keys["key 2"]:
                raise DemoFailed(f"the prediction for {name} lies under {result['SSEKMSKeyId']}, not under key 2")
            world.timeline.say(f"{name}: {result['RowCount']:,} rows in {result['OutputS3Uri']}")
        for line in read_result(world, results[data[0].name]["OutputS3Uri"]).splitlines()[:4]:
            world.timeline.say(f"[dim]{line}[/]")
        row.sealed += ["predictions: key 2", "prediction volumes: key 1"]


def read_result(world: World, uri: str) -> str:
    """Download a result as the role."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    answer = world.client("s3", as_role=True).get_object(Bucket=bucket, Key=key)
    if answer["SSEKMSKeyId"] != world.keys["key 2"]:
        raise DemoFailed(f"{uri} lies under {answer['SSEKMSKeyId']}, not under key 2")
    return str(answer["Body"].read().decode())

"""Step 5: four models, one for each problem type."""

from typing import Any

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from sealcanvas.demo.datasets import DemoData
from sealcanvas.demo.timeline import Score
from sealcanvas.demo.world import DemoFailed, World

_HORIZON = 12


def start_build(world: World, item: DemoData) -> str:
    """Begin a quick build as the role; the model version's id."""
    request: dict[str, Any] = {
        "ModelName": item.title,
        "DatasetId": world.datasets[item.name],
        "TargetColumn": item.target,
        "ProblemType": item.problem,
        "BuildType": "quick",
    }
    if item.problem == "TimeSeriesForecasting":
        request["TimeSeriesConfig"] = {
            "ItemIdColumn": "industry",
            "TimestampColumn": "month",
            "ForecastHorizon": _HORIZON,
            "ForecastFrequency": "M",
        }
    return str(world.client("sealcanvas", as_role=True).create_model_version(**request)["ModelVersionId"])


def build_all(world: World, data: list[DemoData]) -> None:
    """Build the four models beside each other and show their scores."""
    with world.timeline.step(5, "Build four models (quick builds)", f"role {world.profile}, Forecast role") as row:
        for item in data:
            world.versions[item.name] = start_build(world, item)
        versions = _watch(world, data)
        for item in data:
            _score(world, item, versions[item.name])
        row.sealed += ["models: key 2", "training volumes: key 1", "Forecast's store: key 1, by grant"]


def _watch(world: World, data: list[DemoData]) -> dict[str, dict[str, Any]]:
    client = world.client("sealcanvas", as_role=True)
    done: dict[str, dict[str, Any]] = {}
    columns = (
        TextColumn("  {task.description:<42}"),
        BarColumn(30),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=world.timeline.console) as progress:
        tasks = {item.name: progress.add_task(item.title, total=100) for item in data}
        while len(done) < len(data):
            for item in data:
                if item.name in done:
                    continue
                version = client.describe_model_version(ModelVersionId=world.versions[item.name])
                phase = version.get("Phase", "")
                progress.update(
                    tasks[item.name],
                    completed=version.get("ProgressPercent", 0),
                    description=f"{item.title}: {phase}"[:42],
                )
                if version["Status"] != "Building":
                    done[item.name] = version
                    progress.update(tasks[item.name], completed=100, description=f"{item.title}: {version['Status']}")
            world.pause()
    return done


def _score(world: World, item: DemoData, version: dict[str, Any]) -> None:
    if version["Status"] != "Ready":
        raise DemoFailed(f"the build of {item.title} failed: {version.get('FailureReason')}")
    objective = version["ObjectiveMetric"]
    impact = [f"{part['Column']} {part['ImpactPercent']:.0f} %" for part in version.get("ColumnImpact", [])[:3]]
    world.timeline.scores.append(
        Score(
            item.title,
            item.problem,
            objective["Name"],
            objective["Value"],
            objective["BaselineValue"],
            "higher is better" if objective["Direction"] == "Maximize" else "lower is better",
        )
    )
    if impact:
        world.timeline.say(f"{item.title}: most weight on {', '.join(impact)}")

"""Time series builds: a dataset becomes Forecast's, and Forecast trains a predictor, step by step.

prepare (our own job) -> import [-> import_related] (dataset import jobs) -> train (predictor) -> Ready

Each step is taken in one unit of work with the change of the step, so that a server that is killed takes it up again,
once. Whoever asks sees neither Forecast's names nor its column names.
"""

from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.datasets.series_data import (
    begin_import,
    begin_preparation,
    forecast_name,
    prepared,
    related_file,
)
from sealcanvas.canvas.failure import Why, why_error, why_job_failed
from sealcanvas.canvas.forecast_access import (
    require_forecast_role,
    status_of,
    why_forecast_failed,
)
from sealcanvas.canvas.recipes.asked import Asked
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.workspace import as_user, settings_for
from sealcanvas.forecast import (
    create_auto_predictor,
    create_dataset,
    create_dataset_group,
)
from sealcanvas.forecast.predictors.forecast_types import forecast_type
from sealcanvas.forecast.tags import BUILD_TYPE
from sealcanvas.jobs.job import Job, JobState
from sealcanvas.jobs.queue import find as find_job
from sealcanvas.jobs.queue import stop as stop_job
from sealcanvas.sagemaker.workspace.settings import CanvasSettings
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.service.own_errors import ResourceNotFoundException

_QUANTILES = ("p10", "p50", "p90")
# Where each step's own progress lies within the whole.
_SHARES = {"prepare": (0.0, 0.1), "import": (0.1, 0.2), "import_related": (0.15, 0.2), "train": (0.2, 1.0)}
_IMPORTS = ("import", "import_related")


def require_access(call: Call, settings: CanvasSettings, dataset: Stored, version_id: str) -> None:
    """Ask for everything that Forecast's role will need, before anything is written.

    Raises:
        ServiceError: names the first action that is missing; or time series are not enabled.
    """
    name = forecast_name(version_id)
    require_forecast_role(call, settings, dataset, f"arn:aws:forecast:{call.region}:{call.account}:predictor/{name}")


def begin(call: Call, settings: CanvasSettings, version: Stored, dataset: Stored, recipe: Asked | None = None) -> None:
    """Submit the job that prepares the series, as the execution role.

    Raises:
        ServiceError: the role cannot be assumed.
    """
    as_user(call.instance, settings, call.region, version.arn, within=call)
    target = f"{settings.artifact_prefix}/models/{version.id}/series.csv"
    arn = begin_preparation(call, settings, version, version, dataset, target, recipe)
    stored.change(
        call.instance, version.id, step="prepare", prepare=arn, file=target, key_arn=settings.app_key or "", arns=[]
    )


def advance(instance: Instance, version: Stored) -> None:
    """Take the next step if the one before is over."""
    step = version.details["step"]
    if step == "prepare":
        _after_preparation(instance, version, find_job(instance, version.details["prepare"]))
        return
    arn = version.details[step]
    match status_of(instance, arn):
        case "ACTIVE" if step in _IMPORTS and version.details.get("stopping"):
            stored.change(instance, version.id, status="Stopped", phase="Stopped")
        case "ACTIVE" if step == "import" and "related" in version.details:
            _take(instance, version, _import_related)
        case "ACTIVE":
            _take(instance, version, _train if step in _IMPORTS else _finish)
        case "CREATE_STOPPED":
            stored.change(instance, version.id, status="Stopped", phase="Stopped")
        case "CREATE_FAILED":
            _fail(instance, version, why_forecast_failed(instance, arn))
        case _:
            _report(instance, version, find_job(instance, arn))


def stop(call: Call, version: Stored) -> None:
    """Stop the step at hand; no further one is taken."""
    stored.change(call.instance, version.id, stopping=True)
    stop_job(call.instance, version.details[version.details["step"]])


def _after_preparation(instance: Instance, version: Stored, job: Job | None) -> None:
    if job is None:
        _fail(instance, version, Why("InternalError", "The job that prepares the series is gone."))
    elif job.state is JobState.STOPPED or (job.state is JobState.SUCCEEDED and version.details.get("stopping")):
        stored.change(instance, version.id, status="Stopped", phase="Stopped")
    elif job.state is JobState.FAILED:
        _fail(instance, version, why_job_failed(instance, job.failure, job.spec.role_arn, "UnsuitableData"))
    elif job.state is JobState.SUCCEEDED:
        stored.change(instance, version.id, prepared=prepared(job))
        _take(instance, version, _import)
    else:
        _report(instance, version, job)


def _take(instance: Instance, version: Stored, step: Any) -> None:
    """Take a step as the user profile's execution role; what is refused is the end of the build."""
    try:
        settings = settings_for(instance, version)
        with instance.database.transaction():
            step(instance, stored.find(instance, version.id), settings)
    except ResourceNotFoundException as error:
        _fail(instance, version, Why("InternalError", error.message))
    except ServiceError as error:
        _fail(instance, version, why_error(instance, error, "kms:DescribeKey", settings.forecast_role or ""))


def _import(instance: Instance, version: Stored, settings: CanvasSettings) -> None:
    role = as_user(instance, settings, version.region, version.arn)
    name, config, found = forecast_name(version.id), version.details["series"], version.details["prepared"]
    groups = [(f"dimension_{n}", "string") for n, _ in enumerate(config.get("GroupColumns", []), 1)]
    related = [(f"related_{n}", "float") for n, _ in enumerate(config.get("RelatedColumns", []), 1)]
    series = [("item_id", "string"), ("timestamp", "timestamp")]

    def dataset(name: str, kind: str, attributes: list[tuple[str, str]]) -> str:
        request = {
            "DatasetName": name,
            "Domain": "CUSTOM",
            "DatasetType": kind,
            "DataFrequency": found["frequency"],
            "Schema": {"Attributes": [{"AttributeName": n, "AttributeType": t} for n, t in attributes]},
            **_encryption(settings),
        }
        return str(create_dataset(role, request)["DatasetArn"])

    datasets = [dataset(name, "TARGET_TIME_SERIES", [*series, ("target_value", "float"), *groups])]
    made = {}
    if related:
        made["related"] = dataset(f"{name}_related", "RELATED_TIME_SERIES", [*series, *related, *groups])
        datasets.append(made["related"])
    group = create_dataset_group(role, {"DatasetGroupName": name, "Domain": "CUSTOM", "DatasetArns": datasets})
    job = begin_import(role, settings, version, datasets[0], version.details["file"], found)
    made |= {"import": job, "group": group["DatasetGroupArn"]}
    stored.change(instance, version.id, step="import", arns=[*datasets, made["group"], job], **made)


def _import_related(instance: Instance, version: Stored, settings: CanvasSettings) -> None:
    role = as_user(instance, settings, version.region, version.arn)
    details = version.details
    file = related_file(details["file"])
    job = begin_import(role, settings, version, details["related"], file, details["prepared"])
    stored.change(instance, version.id, step="import_related", import_related=job, arns=[*details["arns"], job])


def _train(instance: Instance, version: Stored, settings: CanvasSettings) -> None:
    role = as_user(instance, settings, version.region, version.arn)
    config = version.details["series"]
    data: dict[str, Any] = {"DatasetGroupArn": version.details["group"]}
    if "HolidayCountryCode" in config:
        holiday = {"Name": "holiday", "Configuration": {"CountryCode": [config["HolidayCountryCode"]]}}
        data["AdditionalDatasets"] = [holiday]
    request: dict[str, Any] = {
        "PredictorName": forecast_name(version.id),
        "ForecastHorizon": config["ForecastHorizon"],
        "ForecastFrequency": version.details["prepared"]["frequency"],
        "ForecastTypes": [forecast_type(name) for name in config.get("Quantiles", _QUANTILES)],
        "DataConfig": data,
        "Tags": [{"Key": BUILD_TYPE, "Value": version.details["build"]}],
        **_encryption(settings),
    }
    if version.details.get("objective"):
        request["OptimizationMetric"] = version.details["objective"]
    groups = config.get("GroupColumns", [])
    if groups:
        request["ForecastDimensions"] = [f"dimension_{n}" for n, _ in enumerate(groups, 1)]
    arn = create_auto_predictor(role, request)["PredictorArn"]
    stored.change(instance, version.id, step="train", train=arn, arns=[*version.details["arns"], arn])


def _finish(instance: Instance, version: Stored, settings: CanvasSettings) -> None:  # noqa: ARG001 - a step's signature
    stored.change(instance, version.id, status="Ready", phase="Completed", fraction=1.0)


def _encryption(settings: CanvasSettings) -> dict[str, Any]:
    if not settings.app_key:
        return {}
    return {"EncryptionConfig": {"RoleArn": settings.forecast_role, "KMSKeyArn": settings.app_key}}


def _report(instance: Instance, version: Stored, job: Job | None) -> None:
    if job is None:
        return
    step = version.details["step"]
    low, high = _SHARES[step]
    phase = job.progress.phase or ("Starting" if step == "prepare" else "PreTraining")
    fraction = round(low + (high - low) * job.progress.fraction, 2)
    stored.change(instance, version.id, phase="PreTraining" if step in _IMPORTS else phase, fraction=fraction)


def _fail(instance: Instance, version: Stored, why: Why) -> None:
    stored.change(instance, version.id, status="Failed", phase="Failed", **why.details())

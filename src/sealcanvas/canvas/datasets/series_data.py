"""A dataset's rows on their way into Forecast: prepared by a job of ours, then imported by Forecast as its role."""

from typing import Any

from sealcanvas.canvas.job_arn import job_arn
from sealcanvas.canvas.recipes.asked import Asked
from sealcanvas.canvas.series_recipe import recipe_uri
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.submit_job import submit_job
from sealcanvas.forecast import create_dataset_import_job
from sealcanvas.jobs.job import Job
from sealcanvas.jobs.priority import Priority
from sealcanvas.sagemaker.workspace.settings import CanvasSettings
from sealcanvas.service.call import Call

_SECONDS = 3600.0
_KEPT = ("frequency", "timestamp_format", "dropped")


def forecast_name(resource_id: str) -> str:
    """The name of Forecast's resources that belong to one of Canvas's."""
    return f"canvas_{resource_id.replace('-', '_')}"


def begin_preparation(
    call: Call,
    settings: CanvasSettings,
    owner: Stored,
    version: Stored,
    dataset: Stored,
    file: str,
    recipe: Asked | None = None,
) -> str:
    """Submit the job that writes a dataset's series as Forecast reads them, as the execution role; its ARN.

    Args:
        owner: the model version or prediction that it is for.
        version: the model version, whose columns and frequency hold.
        file: URI of the file to write.
        recipe: of the model version, on the dataset; fitted by the version's own preparation, taken from there later.
    """
    config = version.details["series"]
    arn = job_arn(owner, "prepare")
    payload = {
        "source": dataset.details["file"],
        "name": dataset.details["file"]["key"].rpartition("/")[2],
        "columns": {
            "item": config["ItemIdColumn"],
            "timestamp": config["TimestampColumn"],
            "target": version.details["target"],
            "groups": config.get("GroupColumns", []),
            "related": config.get("RelatedColumns", []),
        },
        "target": file,
        "related": related_file(file),
        "key": settings.storage_key,
        "frequency": version.details.get("prepared", config).get("frequency", config.get("ForecastFrequency")),
    }
    if recipe is not None:
        place = f"{file.rpartition('/')[0]}/recipe.json" if owner is version else recipe_uri(version)
        payload["recipe"] = {**recipe.payload, "fitted": place, "fit": owner is version}
    submit_job(
        call,
        settings,
        "canvas-prepare",
        "prepare_series",
        arn,
        payload,
        seconds=_SECONDS,
        priority=Priority.QUICK,
    )
    return arn


def related_file(file: str) -> str:
    """The file of the related columns that is prepared beside that of the target."""
    return f"{file.rpartition('/')[0]}/related.csv"


def prepared(job: Job) -> dict[str, Any]:
    """What a finished preparation found, as it is kept."""
    return {name: job.result[name] for name in _KEPT}


def begin_import(
    role: Call, settings: CanvasSettings, owner: Stored, dataset_arn: str, file: str, found: dict[str, Any]
) -> str:
    """Have Forecast import a prepared file; the import job's ARN.

    Args:
        role: as the user profile's execution role.
        found: what the preparation found.

    Raises:
        ServiceError: Forecast refused it.
    """
    source = {"Path": file, "RoleArn": settings.forecast_role}
    if settings.storage_key:
        source["KMSKeyArn"] = settings.storage_key
    made = create_dataset_import_job(
        role,
        {
            "DatasetImportJobName": forecast_name(owner.id),
            "DatasetArn": dataset_arn,
            "DataSource": {"S3Config": source},
            "TimestampFormat": found["timestamp_format"],
            "Format": "CSV",
        },
    )
    return str(made["DatasetImportJobArn"])

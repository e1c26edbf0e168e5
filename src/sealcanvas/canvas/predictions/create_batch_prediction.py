"""CreateBatchPrediction: predictions for a dataset's rows, or for what comes after a time series."""

from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.client_token import made_before, token_details
from sealcanvas.canvas.datasets.dataset_versions import at_version
from sealcanvas.canvas.named import Target, find_named, named
from sealcanvas.canvas.predictions import predict_series, predict_tabular
from sealcanvas.canvas.recipes.asked import target_before
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.workspace import as_ours, settings_of
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException, ValidationException

_LISTED = 20  # columns that a message names


@sealcanvas.operation("CreateBatchPrediction", resource=named("model-version", "ModelVersionId"))
def create_batch_prediction(call: Call, target: Target, request: Request) -> Request:
    """Begin to predict, as the user profile's execution role; a forecast is made by Forecast's role."""
    version = target.required
    before = made_before(call, "prediction", version.domain_id, request)
    if before is not None:
        return {"PredictionId": before.id, "PredictionArn": before.arn}
    if version.status != "Ready":
        raise ResourceInUseException(f"Model version {version.id} is {version.status}. It must be Ready.")
    series = "train" in version.details
    if series and request.get("Reasons"):
        raise ValidationException(
            "Reasons are told for rows of a table; Forecast's explainability tells those of series."
        )
    dataset = None if series and "DatasetId" not in request else _dataset(call, version, request)
    settings = settings_of(call, version.domain_id, version.profile)
    prediction_id = stored.new_id("prediction")
    details: dict[str, Any] = {"version": version.id, "dataset": None, "reasons": request.get("Reasons", False)}
    if dataset is not None:
        details |= {"dataset": dataset.id, "dataset_version": dataset.details["version"]}
    made = stored.store(
        call,
        "prediction",
        prediction_id,
        version.name,
        "InProgress",
        version.domain_id,
        version.profile,
        **details,
        **token_details(request),
        key_arn=settings.storage_key or "",
    )
    try:
        if series or dataset is None:
            predict_series.begin(call, settings, made, version, dataset)
        else:
            predict_tabular.begin(call, settings, made, version, dataset)
    except ServiceError as error:
        raise as_ours(error) from None
    return {"PredictionId": made.id, "PredictionArn": made.arn}


def _dataset(call: Call, version: Stored, request: Request) -> Stored:
    if "DatasetId" not in request:
        raise ValidationException("DatasetId is required: it names the rows to predict for.")
    dataset = find_named(call, "dataset", request["DatasetId"]).required
    if (dataset.domain_id, dataset.profile) != (version.domain_id, version.profile):
        raise ValidationException(f"Dataset {dataset.id} belongs to another user profile than the model version.")
    dataset = at_version(call.instance, dataset, request.get("DatasetVersion"))
    missing = sorted(_wanted(call, version) - {each["name"] for each in dataset.details["columns"]})
    if missing:
        raise ValidationException(
            f"Dataset '{dataset.name}' lacks the column{'s' if len(missing) > 1 else ''} {_listed(missing)} that the "
            "model was trained on. Column names are case-sensitive; values may be empty."
        )
    return dataset


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(f"'{name}'" for name in names[:_LISTED]) + more


def _wanted(call: Call, version: Stored) -> set[str]:
    """The columns without which the model cannot predict."""
    series, recipe = version.details.get("series"), version.details.get("recipe")
    if series and not recipe:
        names = {series["ItemIdColumn"], series["TimestampColumn"], *series.get("GroupColumns", [])}
        names |= set(series.get("RelatedColumns", []))
        return {*names, version.details["target"]}
    trained = stored.find(call.instance, version.details["dataset"])
    if trained is None:
        return set()
    now = at_version(call.instance, trained, version.details["dataset_version"])
    names = {each["name"] for each in now.details["columns"]}
    if series:
        return names
    return names - {target_before(version)}

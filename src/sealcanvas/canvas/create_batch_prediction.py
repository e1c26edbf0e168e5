"""CreateBatchPrediction: predictions for a dataset's rows, or for what comes after a time series."""

from sealcanvas.canvas import predict_series, predict_tabular, stored
from sealcanvas.canvas.named import Target, find_named, named
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.workspace import as_ours, settings_of
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException, ValidationException


@sealcanvas.operation("CreateBatchPrediction", resource=named("model-version", "ModelVersionId"))
def create_batch_prediction(call: Call, target: Target, request: Request) -> Request:
    """Begin to predict, as the user profile's execution role; a forecast is made by Forecast's role."""
    version = target.required
    if version.status != "Ready":
        raise ResourceInUseException(f"Model version {version.id} is {version.status}. It must be Ready.")
    series = "train" in version.details
    dataset = None if series else _dataset(call, version, request.get("DatasetId"))
    if series and "DatasetId" in request:
        raise ValidationException("A forecast goes on from the data that its model learnt: leave DatasetId out.")
    settings = settings_of(call, version.domain_id, version.profile)
    prediction_id = stored.new_id("prediction")
    details = {"version": version.id, "dataset": None if dataset is None else dataset.id}
    made = stored.store(
        call,
        "prediction",
        prediction_id,
        version.name,
        "InProgress",
        version.domain_id,
        version.profile,
        **details,
        key_arn=settings.storage_key or "",
    )
    try:
        if dataset is None:
            predict_series.begin(call, settings, made, version)
        else:
            predict_tabular.begin(call, settings, made, version, dataset)
    except ServiceError as error:
        raise as_ours(error) from None
    return {"PredictionId": made.id, "PredictionArn": made.arn}


def _dataset(call: Call, version: Stored, dataset_id: str | None) -> Stored:
    if dataset_id is None:
        raise ValidationException("DatasetId is required: it names the rows to predict for.")
    dataset = find_named(call, "dataset", dataset_id).required
    if (dataset.domain_id, dataset.profile) != (version.domain_id, version.profile):
        raise ValidationException(f"Dataset {dataset.id} belongs to another user profile than the model version.")
    if dataset.status != "Ready":
        raise ResourceInUseException(f"Dataset {dataset.id} is {dataset.status}. It must be Ready.")
    columns = {each["name"] for each in dataset.details["columns"]}
    trained = stored.find(call.instance, version.details["dataset"])
    if trained is not None:
        wanted = {each["name"] for each in trained.details["columns"]} - {version.details["target"]}
        missing = sorted(wanted - columns)
        if missing:
            raise ValidationException(
                f"Dataset {dataset.id} lacks the column '{missing[0]}' that the model was trained on. Column names "
                "are case-sensitive; values may be empty."
            )
    return dataset

"""DeleteModelVersion."""

from sealcanvas.canvas import stored
from sealcanvas.canvas.deploying.deployments import endpoints_of
from sealcanvas.canvas.named import Target, named
from sealcanvas.canvas.sharing.shares import is_share, shares_of
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.withdrawn import delete_folder, delete_forecasts
from sealcanvas.canvas.workspace import as_ours, as_user, settings_for
from sealcanvas.jobs.queue import forget
from sealcanvas.sagemaker import delete_model
from sealcanvas.sagemaker import stored as sagemaker_stored
from sealcanvas.sagemaker.s3_place import under
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException


@sealcanvas.operation("DeleteModelVersion", resource=named("model-version", "ModelVersionId"))
def delete_model_version(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Delete a model and its reports, as the user profile's execution role; what it has predicted stays.

    Of a share, the recipient's end alone goes.
    """
    version = target.required
    if version.under_way:
        raise ResourceInUseException(f"Model version {version.id} is being built. Stop it, or wait for its end.")
    for automation in stored.of_domain(call.instance, "automation", version.domain_id):
        if automation.details.get("model_version") == version.id:
            raise ResourceInUseException(f"Automation {automation.id} predicts with {version.id}. Delete it first.")
    for prediction in stored.of_domain(call.instance, "prediction", version.domain_id, under_way=True):
        if prediction.details["version"] == version.id:
            raise ResourceInUseException(f"Prediction {prediction.id} is being made with {version.id}.")
    if shared := [each.profile for each in shares_of(call.instance, version)]:
        raise ResourceInUseException(
            f"Model version {version.id} is shared with {', '.join(shared)}. Take it back first (UnshareModelVersion)."
        )
    if endpoints := [each.name for each in endpoints_of(call.instance, version)]:
        raise ResourceInUseException(
            f"Model version {version.id} is served by {', '.join(endpoints)}. Delete the deployment first."
        )
    role = as_user(call.instance, settings_for(call.instance, version), call.region, version.arn, within=call)
    try:
        if is_share(version):
            delete_own_models(role, version)
        else:
            (_delete_series if "step" in version.details else _delete_tabular)(role, version)
    except ServiceError as error:
        raise as_ours(error) from None
    stored.remove(call.instance, version.id)


def _delete_tabular(role: Call, version: Stored) -> None:
    """Its objects and SageMaker's models; the AutoML job stays, as in AWS, where none is deleted."""
    job = sagemaker_stored.find(role.instance, version.details["automl"])
    if job is not None:
        delete_folder(role, under(job.request["OutputDataConfig"]["S3OutputPath"], job.name) + "/")
    delete_own_models(role, version)


def delete_own_models(role: Call, version: Stored) -> None:
    """Delete the models that SageMaker has for predictions of a version; raises ServiceError where it refuses."""
    for name in (f"canvas-{version.id}", f"canvas-{version.id}-reasons"):
        if sagemaker_stored.find(role.instance, f"arn:aws:sagemaker:{role.region}:{role.account}:model/{name}"):
            delete_model(role, {"ModelName": name})


def _delete_series(role: Call, version: Stored) -> None:
    """The prepared series, and the predictor, dataset group and dataset at Forecast."""
    file = version.details["file"]
    delete_folder(role, file[: file.rindex("/") + 1])
    # What was made last goes first.
    delete_forecasts(role, [arn for arn in reversed(version.details["arns"]) if ":dataset-import-job/" not in arn])
    forget(role.instance, version.details["prepare"])

"""The container of a model: our one image, a model bundle, and what its environment chooses."""

from collections.abc import Mapping
from typing import Any

from sealcanvas.sagemaker.automl.candidate import IMAGE
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.s3_place import check_uri
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.tabular_problem import INFERENCE_COLUMNS, REASONS

_HONOURED = frozenset(
    {
        "ContainerHostname",
        "Environment",
        "Image",
        "InferenceSpecificationName",
        "Mode",
        "ModelDataSource",
        "ModelDataUrl",
        "ModelPackageName",
    }
)
OUTPUT = "SAGEMAKER_INFERENCE_OUTPUT"
HEADER = "SEALCANVAS_OUTPUT_HEADER"


def only_container(request: Mapping[str, Any]) -> dict[str, Any]:
    """The one container that CreateModel names.

    Raises:
        ValidationException: there is none, or several, or it asks for what is not served.
    """
    primary, several = request.get("PrimaryContainer"), request.get("Containers", [])
    if (primary is None) == (not several):
        raise ValidationException("Specify either PrimaryContainer or Containers.")
    if len(several) > 1:
        raise ValidationException("Containers: inference pipelines of several containers are not supported.")
    container: dict[str, Any] = primary or several[0]
    for member in container:
        if member not in _HONOURED:
            raise ValidationException(f"{member} of a container is not supported.")
    if container.get("Mode", "SingleModel") != "SingleModel":
        raise ValidationException("Mode 'MultiModel' is not supported.")
    return container


def check_runnable(container: Mapping[str, Any]) -> None:
    """Check that a container, a model package's too, can run here.

    Raises:
        ValidationException: it has another image than ours, no one place of a bundle, or an environment that means
            nothing.
    """
    if container.get("Image") != IMAGE:
        raise ValidationException(
            f"The image '{container.get('Image', '')}' cannot be run. Use '{IMAGE}', with the model of an AutoML job."
        )
    if ("ModelDataUrl" in container) == ("ModelDataSource" in container):
        raise ValidationException("Specify either ModelDataUrl or ModelDataSource.")
    bundle_of(container)
    check_environment(container.get("Environment", {}))


def container_of(model: Stored) -> dict[str, Any]:
    """The container that a model runs, behind its model package if it has one."""
    container: dict[str, Any] = model.details["container"]
    return container


def bundle_of(container: Mapping[str, Any]) -> str:
    """The S3 URI of a container's model bundle.

    Raises:
        ValidationException: it is none, or not of the one form that a bundle has.
    """
    if "ModelDataUrl" in container:
        return check_uri("ModelDataUrl", container["ModelDataUrl"])
    source: dict[str, Any] = container["ModelDataSource"].get("S3DataSource") or {}
    if set(source) != {"S3Uri", "S3DataType", "CompressionType"}:
        told = ", ".join(sorted(source)) or "nothing"
        raise ValidationException(
            f"ModelDataSource.S3DataSource takes S3Uri, S3DataType and CompressionType alone; it has {told}."
        )
    if (source["S3DataType"], source["CompressionType"]) != ("S3Object", "None"):
        raise ValidationException(
            "ModelDataSource.S3DataSource: a model is one bundle: S3DataType must be 'S3Object' and CompressionType "
            "'None'."
        )
    return check_uri("ModelDataSource.S3DataSource.S3Uri", source["S3Uri"])


def check_environment(environment: Mapping[str, str]) -> None:
    """Check the variables that choose a prediction's columns; a container ignores names it does not know.

    Raises:
        ValidationException: one of ours has a value that means nothing.
    """
    for column in environment.get(OUTPUT, INFERENCE_COLUMNS[0]).split(","):
        if column.strip() not in (*INFERENCE_COLUMNS, REASONS):
            known = ", ".join((*INFERENCE_COLUMNS, REASONS))
            raise ValidationException(f"{OUTPUT} '{column}' is unknown. Use {known}.")
    if environment.get(HEADER, "false") not in ("true", "false"):
        raise ValidationException(f"{HEADER} must be 'true' or 'false'.")


def choices_of(environment: Mapping[str, str]) -> dict[str, Any]:
    """What a checked environment chooses, as a worker's payload has it: `columns` and `header`."""
    columns = [name.strip() for name in environment.get(OUTPUT, INFERENCE_COLUMNS[0]).split(",")]
    return {"columns": columns, "header": environment.get(HEADER) == "true"}

"""The container of a model: our one image, a model bundle, and what its environment chooses."""

from collections.abc import Mapping
from typing import Any

from sealcanvas.sagemaker.candidate import IMAGE
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.s3_place import check_uri
from sealcanvas.sagemaker.tabular_problem import INFERENCE_COLUMNS

_HONOURED = {"ContainerHostname", "Environment", "Image", "Mode", "ModelDataUrl"}
OUTPUT = "SAGEMAKER_INFERENCE_OUTPUT"
HEADER = "SEALCANVAS_OUTPUT_HEADER"


def only_container(request: Mapping[str, Any]) -> dict[str, Any]:
    """The one container that CreateModel names.

    Raises:
        ValidationException: there is none, or several, or it is not one that can run here.
    """
    primary, several = request.get("PrimaryContainer"), request.get("Containers", [])
    if (primary is None) == (not several):
        raise ValidationException("Specify either PrimaryContainer or Containers.")
    if len(several) > 1:
        raise ValidationException("Containers: inference pipelines of several containers are not supported yet.")
    container: dict[str, Any] = primary or several[0]
    for member in container:
        if member not in _HONOURED:
            raise ValidationException(f"{member} of a container is not supported yet.")
    if container.get("Image") != IMAGE:
        raise ValidationException(
            f"The image '{container.get('Image', '')}' cannot be run. Use '{IMAGE}', with the model of an AutoML job."
        )
    if "ModelDataUrl" not in container:
        raise ValidationException("ModelDataUrl is required.")
    if container.get("Mode", "SingleModel") != "SingleModel":
        raise ValidationException("Mode 'MultiModel' is not supported yet.")
    check_uri("ModelDataUrl", container["ModelDataUrl"])
    check_environment(container.get("Environment", {}))
    return container


def check_environment(environment: Mapping[str, str]) -> None:
    """Check the variables that choose a prediction's columns; a container ignores names it does not know.

    Raises:
        ValidationException: one of ours has a value that means nothing.
    """
    for column in environment.get(OUTPUT, INFERENCE_COLUMNS[0]).split(","):
        if column.strip() not in INFERENCE_COLUMNS:
            raise ValidationException(f"{OUTPUT} '{column}' is unknown. Use {', '.join(INFERENCE_COLUMNS)}.")
    if environment.get(HEADER, "false") not in ("true", "false"):
        raise ValidationException(f"{HEADER} must be 'true' or 'false'.")

"""The container that serves a model version, for the registry and for endpoints."""

from typing import Any

from sealcanvas.canvas.stored import Stored
from sealcanvas.sagemaker import describe_auto_ml_job_v2
from sealcanvas.service.call import Call
from sealcanvas.service.own_errors import ResourceInUseException, ValidationException


def require_container(version: Stored) -> None:
    """Refuse a version that no container serves.

    Raises:
        ResourceInUseException: it is not Ready.
        ValidationException: it is a time series'.
    """
    if version.status != "Ready":
        raise ResourceInUseException(f"Model version {version.id} is {version.status}. It must be Ready.")
    if "automl" not in version.details:
        raise ValidationException(
            "A model of time series is neither registered nor deployed: Forecast's predictors have no container."
        )


def container_of(role: Call, version: Stored) -> dict[str, Any]:
    """The container; raises ServiceError where SageMaker refuses the role."""
    job = version.details["automl"].rpartition("/")[2]
    best: dict[str, Any] = describe_auto_ml_job_v2(role, {"AutoMLJobName": job})["BestCandidate"]
    container: dict[str, Any] = best["InferenceContainers"][0]
    return container

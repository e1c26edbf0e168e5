"""Turns what a task raised into a failure that may be shown: AWS's words or ours, never values of the data."""

from typing import Any

from sealcanvas.jobs.interruption import KeyRefused
from sealcanvas.jobs.job import Failure
from sealcanvas.jobs.task import TaskFailed
from sealcanvas.ml.errors import MLError

_THROTTLES = {"Throttling", "ThrottlingException", "SlowDown", "RequestLimitExceeded"}


def failure_of(error: BaseException) -> Failure:
    """The failure that `error` means."""
    if isinstance(error, KeyRefused):
        return error.failure
    if isinstance(error, TaskFailed):
        return Failure(error.code, error.message)
    if isinstance(error, MLError):
        return Failure("ClientError", error.message)
    if isinstance(error, MemoryError):
        return Failure("MemoryLimitExceeded", "The job needs more memory than it may use.")
    if is_service_error(error):
        return _service_failure(error)
    return Failure("InternalFailure", f"The job failed inside its worker ({type(error).__name__}).")


def refusal(error: BaseException, key: str, action: str, role_arn: str) -> Failure:
    """The failure of a KMS call on the job's own key; its message names key, action and role in any case.

    KMS's sentence for a policy's refusal has all three; that for a disabled key has only the key.
    """
    failure = failure_of(error)
    session = f":assumed-role/{role_arn.rpartition('/')[2]}/"
    named = action in failure.message and key in failure.message
    if named and (role_arn in failure.message or session in failure.message):
        return failure
    message = f"{failure.message} ({action} on {key} as {role_arn})"
    return Failure(failure.code, message, failure.operation, failure.request_id, failure.service)


def is_service_error(error: BaseException) -> bool:
    """Whether it is a botocore ClientError: known by its shape, since only `wire` knows botocore."""
    response = getattr(error, "response", None)
    return isinstance(response, dict) and isinstance(response.get("Error"), dict)


def is_refusal(error: BaseException) -> bool:
    """Whether the service said no, rather than that it is busy, broken or out of reach."""
    if not is_service_error(error):
        return False
    response: dict[str, Any] = error.response  # type: ignore[attr-defined]  # is_service_error looked
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400)
    return status < 500 and response["Error"].get("Code") not in _THROTTLES


def _service_failure(error: BaseException) -> Failure:
    response: dict[str, Any] = error.response  # type: ignore[attr-defined]  # is_service_error looked
    details = response["Error"]
    return Failure(
        code=str(details.get("Code", "")),
        message=str(details.get("Message", "")),
        operation=str(getattr(error, "operation_name", "")),
        request_id=str(response.get("ResponseMetadata", {}).get("RequestId", "")),
        service=str(getattr(error, "sealcanvas_service", "")),
    )

"""Turns what a task raised into a failure that may be shown: AWS's words or ours, never values of the data."""

import errno
from collections.abc import Iterator
from typing import Any

from sealcanvas.jobs.job import Failure
from sealcanvas.jobs.task import TaskFailed
from sealcanvas.jobs.working.interruption import KeyRefused
from sealcanvas.ml.errors import LearnersFailed, MLError

_THROTTLES = {"Throttling", "ThrottlingException", "SlowDown", "RequestLimitExceeded"}
# The session is over, or seems so since the clock was set: the server has a fresh one on its way.
_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "RequestTimeTooSkewed"}
_OTHER_TIME = ("Signature expired", "Signature not yet current")
_FULL = (errno.ENOSPC, errno.EDQUOT)


class StorageFull(Exception):
    """The disk that the job's sealed volume lies on has no room left."""


def failure_of(error: BaseException) -> Failure:
    """The failure that `error` means."""
    if isinstance(error, KeyRefused):
        return error.failure
    if isinstance(error, TaskFailed):
        return Failure(error.code, error.message)
    if isinstance(error, LearnersFailed):
        return Failure("AlgorithmError", error.message)
    if isinstance(error, MLError):
        return Failure("ClientError", error.message)
    if isinstance(error, MemoryError):
        return Failure("MemoryLimitExceeded", "The job needs more memory than it may use.")
    if isinstance(error, StorageFull):
        message = "The disk of the state folder is full: make room there, then start the job anew."
        return Failure("StorageFull", message)
    if any(map(is_full, _chain(error))):  # a task writes nowhere else
        message = "The job filled its memory scratch: it needs more room for temporary files than it may use."
        return Failure("ScratchFull", message)
    if is_service_error(error):
        return _service_failure(error)
    return Failure("InternalFailure", f"The job failed inside its worker ({type(error).__name__}).")


def failure_from(value: object) -> Failure:
    """A failure as a worker or helper tells it; they run libraries over a stranger's data, so that it is checked."""
    fields = value if isinstance(value, dict) else {}

    def word(name: str, longest: int = 256) -> str:
        found = fields.get(name)
        return found[:longest] if isinstance(found, str) else ""

    return Failure(
        code=word("code") or "InternalFailure",
        message=word("message", 8192),
        operation=word("operation"),
        request_id=word("request_id"),
        service=word("service"),
        resource=word("resource", 1100),
    )


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


def is_full(error: BaseException) -> bool:
    """Whether a file system had no room left."""
    return isinstance(error, OSError) and error.errno in _FULL


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and those that led to it: a library may wrap what it met."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def is_service_error(error: BaseException) -> bool:
    """Whether it is a botocore ClientError: known by its shape, since only `wire` knows botocore."""
    response = getattr(error, "response", None)
    return isinstance(response, dict) and isinstance(response.get("Error"), dict)


def is_refusal(error: BaseException) -> bool:
    """Whether the service said no, rather than that it is busy, broken or out of reach."""
    if not is_service_error(error) or is_expired(error):
        return False
    response: dict[str, Any] = error.response  # type: ignore[attr-defined]  # is_service_error looked
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400)
    return status < 500 and response["Error"].get("Code") not in _THROTTLES


def is_expired(error: BaseException) -> bool:
    """Whether the service says that the session is over, or that the request was signed at another time."""
    if not is_service_error(error):
        return False
    details: dict[str, Any] = error.response["Error"]  # type: ignore[attr-defined]  # is_service_error looked
    return details.get("Code") in _EXPIRED or str(details.get("Message", "")).startswith(_OTHER_TIME)


def _service_failure(error: BaseException) -> Failure:
    response: dict[str, Any] = error.response  # type: ignore[attr-defined]  # is_service_error looked
    details = response["Error"]
    return Failure(
        code=str(details.get("Code", "")),
        message=str(details.get("Message", "")),
        operation=str(getattr(error, "operation_name", "")),
        request_id=str(response.get("ResponseMetadata", {}).get("RequestId", "")),
        service=str(getattr(error, "sealcanvas_service", "")),
        resource=str(getattr(error, "sealcanvas_resource", "")),
    )

"""What a caller is told when a job cannot be queued.

ServiceError
+-- QueueFull    the account has as many jobs waiting as it may
"""

from sealcanvas.service.errors import ServiceError

_CODES = {"sagemaker": "ResourceLimitExceeded", "forecast": "LimitExceededException"}


class QueueFull(ServiceError):
    """The account has as many jobs waiting as it may: AWS's error of the service that the job is for."""

    code = "ResourceLimitExceeded"

    def __init__(self, service: str, most: int) -> None:
        super().__init__(
            f"The account-level service limit 'jobs that wait' is {most}, with current utilization of {most} and a "
            "request delta of 1. Wait until some have ended, stop some that you do not need (StopJob, `sealcanvas "
            "jobs stop`), or have the administrator raise the limit (`sealcanvas up --queue`)."
        )
        self.code = _CODES[service]

"""Why a job failed where KMS refused Forecast itself, in words that name the key, the action and the role."""

from sealcanvas.service.errors import AccessDenied, ServiceError


def refusal_message(error: ServiceError, role_arn: str) -> str:
    """The message where KMS refused Forecast itself, which acts under the grant that the role gave it."""
    if isinstance(error, AccessDenied):
        return f"{error.message} (the grant that {role_arn} gave Forecast for this job was revoked)"
    return f"{error.message} (kms:Decrypt under the grant of {role_arn})"

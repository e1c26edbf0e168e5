"""Errors of the operations of Sealcanvas's own service.

ServiceError
+-- AccessDeniedException            a policy said no
+-- WrongCredentialsException        credentials of this kind may not do that, whatever a policy says
+-- ValidationException              a parameter that cannot be honoured (shared by all services)
+-- ResourceNotFoundException        no such domain, user profile, dataset, model version, prediction or decision
+-- ResourceInUseException           not in this state: still importing, still building, still needed
+-- ServiceQuotaExceededException    the account has as many as it may
"""

from sealcanvas.service.errors import AccessDenied, ServiceError, ValidationException

__all__ = [
    "AccessDeniedException",
    "ResourceInUseException",
    "ResourceNotFoundException",
    "ServiceQuotaExceededException",
    "ValidationException",
    "WrongCredentialsException",
]


class AccessDeniedException(AccessDenied):
    """A policy refused the call."""

    status = 403


class WrongCredentialsException(ServiceError):
    """Credentials of this kind may not do that, whatever a policy says."""

    code = "AccessDeniedException"
    status = 403


class ResourceNotFoundException(ServiceError):
    """What the request names is not there."""

    status = 404


class ResourceInUseException(ServiceError):
    """What the request names is not in a state that allows it."""

    status = 409


class ServiceQuotaExceededException(ServiceError):
    """The account has as many as it may."""

    status = 402

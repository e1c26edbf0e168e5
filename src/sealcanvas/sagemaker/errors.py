"""SageMaker's errors.

ServiceError
+-- AccessDeniedException      a policy said no
+-- ValidationException        a parameter that cannot be honoured (shared by all services)
+-- ResourceNotFound           no such domain, user profile, space, app or job
+-- ResourceInUse              the name is taken, or something still hangs on the resource
+-- ResourceLimitExceeded      a quota
+-- ConflictException          the registry: what is asked does not fit what is there
"""

from sealcanvas.service.errors import AccessDenied, ServiceError, ValidationException

__all__ = [
    "AccessDeniedException",
    "ConflictException",
    "ResourceInUse",
    "ResourceLimitExceeded",
    "ResourceNotFound",
    "ValidationException",
]


class AccessDeniedException(AccessDenied):
    """A policy refused the call."""


class ResourceNotFound(ServiceError):
    """What the request names is not there."""


class ResourceInUse(ServiceError):
    """The name is taken, or the resource is still used."""


class ResourceLimitExceeded(ServiceError):
    """A quota of the account is used up."""


class ConflictException(ServiceError):
    """What is asked of a model package or its group does not fit what is there."""

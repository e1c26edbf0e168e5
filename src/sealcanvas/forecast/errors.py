"""Forecast's errors.

ServiceError
+-- AccessDeniedException            a policy said no, to the caller or to the role
+-- InvalidInputException            a parameter that cannot be honoured, a role or key that cannot be used
+-- ResourceAlreadyExistsException   the name is taken
+-- ResourceNotFoundException        no such dataset, predictor, forecast, …
+-- ResourceInUseException           it is not ready yet, or something is made from it just now
+-- LimitExceededException           as many as a quota allows are there already
+-- InvalidNextTokenException        not a token that the list gave
"""

from sealcanvas.service.errors import AccessDenied, ServiceError

__all__ = [
    "AccessDeniedException",
    "InvalidInputException",
    "InvalidNextTokenException",
    "LimitExceededException",
    "ResourceAlreadyExistsException",
    "ResourceInUseException",
    "ResourceNotFoundException",
]


class AccessDeniedException(AccessDenied):
    """A policy refused the call, or refused the role that the work would run as."""


class InvalidInputException(ServiceError):
    """The request asks for what cannot be done; the message says what."""


class ResourceAlreadyExistsException(ServiceError):
    """There is a resource with this name already."""


class ResourceNotFoundException(ServiceError):
    """What the request names is not there."""


class ResourceInUseException(ServiceError):
    """The resource is not in a state for this, or is used just now."""


class LimitExceededException(ServiceError):
    """A quota's worth of such resources, or tags, is there already."""


class InvalidNextTokenException(ServiceError):
    """The token is not one that this list gave."""

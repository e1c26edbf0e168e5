"""CloudTrail's errors, as its service model names them. All have HTTP status 400.

ServiceError
+-- InvalidLookupAttributesException   more than one attribute, or a value that it cannot have
+-- InvalidTimeRangeException          the start is after the end
+-- InvalidNextTokenException          the token is none that we gave
+-- AccessDeniedException              a policy said no
"""

from sealcanvas.service.errors import AccessDenied, ServiceError


class InvalidLookupAttributesException(ServiceError):
    """An attribute, or its value, that events cannot be looked up by."""


class InvalidTimeRangeException(ServiceError):
    """No time lies between the start and the end."""


class InvalidNextTokenException(ServiceError):
    """The token is none that we gave."""


class AccessDeniedException(AccessDenied):
    """A policy refused the call."""

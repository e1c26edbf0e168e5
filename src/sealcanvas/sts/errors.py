"""STS's errors, as its service model names and numbers them.

ServiceError
+-- MalformedPolicyDocument     a session policy that is none, with line and column
+-- PackedPolicyTooLarge        session policies and tags do not fit into a session token
+-- ValidationError             a parameter out of its bounds
+-- AccessDenied                the trust policy, or another one, said no
"""

from sealcanvas.service.errors import AccessDenied as ServiceAccessDenied
from sealcanvas.service.errors import ServiceError


class MalformedPolicyDocument(ServiceError):
    """A session policy that is not one."""


class PackedPolicyTooLarge(ServiceError):
    """Session policies and tags do not fit into a session token."""


class ValidationError(ServiceError):
    """A parameter does not satisfy its constraint."""


class AccessDenied(ServiceAccessDenied):
    """A policy refused an STS call."""

    code = "AccessDenied"
    status = 403

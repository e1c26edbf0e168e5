"""STS's errors, as its service model names and numbers them.

ServiceError
+-- MalformedPolicyDocument     a session policy that is none, with line and column
+-- PackedPolicyTooLarge        session policies and tags do not fit into a session token
+-- ValidationError             a parameter out of its bounds
+-- InvalidIdentityToken        a web identity token that is none, not signed by its provider, or not for us
+-- ExpiredTokenException       a web identity token whose time is over
+-- IDPCommunicationError       its provider cannot be reached; trying again may help
+-- IDPRejectedClaim            its provider does not vouch for it
+-- InvalidAuthorizationMessageException   no denial of the caller's account has this id
+-- WrongCredentials            AWS's AccessDenied where no policy was asked: credentials of this kind may not call this
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


class InvalidIdentityToken(ServiceError):
    """A web identity token could not be validated."""


class ExpiredTokenException(ServiceError):
    """A web identity token has expired."""


class IDPCommunicationError(ServiceError):
    """The identity provider could not be reached."""


class IDPRejectedClaim(ServiceError):
    """The identity provider does not vouch for the token."""

    status = 403


class InvalidAuthorizationMessageException(ServiceError):
    """The message to decode is none that the caller may have."""


class WrongCredentials(ServiceError):
    """Credentials of this kind may never call this operation, whatever a policy says."""

    code = "AccessDenied"
    status = 403


class AccessDenied(ServiceAccessDenied):
    """A policy refused an STS call."""

    code = "AccessDenied"
    status = 403

"""IAM's errors, as its service model names and numbers them.

ServiceError
+-- NoSuchEntity                    a role, user, policy, version, key or attachment that is not there
+-- EntityAlreadyExists             a name is taken (names that differ in case alone are one)
+-- DeleteConflict                  something still hangs on what is to be deleted
+-- LimitExceeded                   a quota: policy size, versions, attachments, access keys, tags
+-- MalformedPolicyDocument         a policy text that IAM refuses, with line and column
+-- InvalidInput                    a parameter that the model allows and IAM does not
+-- PolicyNotAttachable             an AWS service's own policy
+-- UnmodifiableEntity              an entity that only a service may change
+-- ValidationError                 a parameter out of its bounds, or an ARN that is none
+-- OpenIdIdpCommunicationError     an identity provider that cannot be reached
+-- AccessDenied                    a policy said no
"""

from sealcanvas.access.policy import PolicySyntaxError
from sealcanvas.service.errors import AccessDenied as ServiceAccessDenied
from sealcanvas.service.errors import ServiceError


class NoSuchEntity(ServiceError):
    """What the request names is not there."""

    status = 404


class EntityAlreadyExists(ServiceError):
    """The name is taken."""

    status = 409


class DeleteConflict(ServiceError):
    """Something still hangs on the entity: policies, keys, versions."""

    status = 409


class LimitExceeded(ServiceError):
    """A quota of the account or the entity is used up."""

    status = 409


class MalformedPolicyDocument(ServiceError):
    """A policy text that IAM refuses."""

    @classmethod
    def of(cls, error: PolicySyntaxError) -> "MalformedPolicyDocument":
        """The error that says every fault of the text, each with line and column."""
        return cls(error.message)


class InvalidInput(ServiceError):
    """A parameter is well-formed and still not possible."""


class PolicyNotAttachable(ServiceError):
    """The policy belongs to an AWS service and is attached by it alone."""


class UnmodifiableEntity(ServiceError):
    """Only the service that made the entity may change it."""


class ValidationError(ServiceError):
    """A parameter does not satisfy its constraint."""


class OpenIdIdpCommunicationError(ServiceError):
    """An identity provider cannot be reached to see its certificate."""


class AccessDenied(ServiceAccessDenied):
    """A policy refused an IAM call."""

    code = "AccessDenied"
    status = 403

"""Errors that travel to the caller, each named and numbered as AWS does.

ServiceError                 an AWS error: code, status, message, members
+-- AccessDenied             a policy said no; carries the Decision (each service has its own subclass)
+-- ValidationException      a parameter is out of its bounds
+-- InternalFailure          anything that is our fault; the cause goes to the log, never to the wire
"""

from collections.abc import Mapping
from typing import Any

from sealcanvas.access.decision import Decision


class ServiceError(Exception):
    """An error of the service model; subclasses are named as AWS names the error.

    Args:
        message: AWS's text.
        members: further members of the error's shape.

    Attributes:
        headers: of the answer, besides those that every refusal has.
    """

    code: str = ""
    status: int = 400
    headers: Mapping[str, str] = {}

    def __init__(self, message: str = "", **members: Any) -> None:
        super().__init__(message)
        self.message = message
        self.members = members

    @property
    def audited(self) -> str:
        """What the audit trail keeps of the message: all of it, unless it may hold customers' values."""
        return self.message

    def __init_subclass__(cls) -> None:
        if "code" not in vars(cls):
            cls.code = cls.__name__


class AccessDenied(ServiceError):
    """A policy refused the call.

    Args:
        decision: what was asked and why it was refused; its message is AWS's sentence.
    """

    code = "AccessDeniedException"

    def __init__(self, decision: Decision, message: str = "") -> None:
        super().__init__(message or decision.message())
        self.decision = decision


class ValidationException(ServiceError):
    """A parameter does not satisfy its constraint."""


class InternalFailure(ServiceError):
    """Something on our side failed; the request id leads to the log entry."""

    status = 500

"""Our own services assuming their customers' roles."""

from sealcanvas.access.decision import Decision
from sealcanvas.service.instance import Instance
from sealcanvas.sts.credentials import Credentials


class CannotAssumeRole(Exception):
    """A role is not there, or its trust policy does not let the service assume it.

    Args:
        decision: why the trust policy refused; None if there is no such role.
    """

    def __init__(self, role_arn: str, service: str, decision: Decision | None = None) -> None:
        super().__init__(
            f"Could not assume role {role_arn}. Please ensure that the role exists and allows principal "
            f"'{service}' to assume the role."
        )
        self.role_arn = role_arn
        self.service = service
        self.decision = decision


def assume_as_service(
    instance: Instance,
    role_arn: str,
    *,
    service: str,
    source_arn: str,
    session_name: str,
    via: tuple[str, ...] = (),
    purpose: str = "",
    duration_seconds: int = 900,
) -> Credentials:
    """Assume a role as one of our services, and audit it.

    Args:
        service: the service principal's host, "sagemaker.amazonaws.com".
        source_arn: the resource that needs the role: `aws:SourceArn`, and its account `aws:SourceAccount`.
        via: calls made with these credentials count as passed on by these services (`kms:ViaService`).
        purpose: what they are for, in the audit trail (`source_arn`, if empty).
        duration_seconds: 900 … 43,200.

    Raises:
        CannotAssumeRole: there is no such role, or its trust policy says no.
    """
    raise NotImplementedError

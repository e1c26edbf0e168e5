"""iam:PassRole: whether a caller may hand a role to a service."""

from sealcanvas.iam.roles import Role
from sealcanvas.service.call import Call
from sealcanvas.service.errors import AccessDenied


def check_pass_role(
    call: Call, role_arn: str, passed_to: str, denied: type[AccessDenied], *, associated_resource_arn: str = ""
) -> Role:
    """The role, if the caller's own policies let it pass the role to that service.

    Args:
        passed_to: the service's host, "sagemaker.amazonaws.com".
        denied: the asking service's AccessDenied.
        associated_resource_arn: the resource that will use the role; `iam:AssociatedResourceArn` in conditions.

    Raises:
        AccessDenied: `denied`; also for a role of another account. Whether the role exists is not told before.
        NoSuchEntity: allowed, but there is no such role.
    """
    raise NotImplementedError

"""iam:PassRole: whether a caller may hand a role to a service.

Source: IAM User Guide, "Grant a user permissions to pass a role to an AWS service".
"""

from sealcanvas.access.request import Keys
from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.errors import NoSuchEntity
from sealcanvas.iam.roles import Role, find_role
from sealcanvas.iam.service import iam
from sealcanvas.service.call import Call
from sealcanvas.service.errors import AccessDenied
from sealcanvas.service.resource import PlainResource


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
    role = find_role(call.instance, role_arn)
    parts = IamArn.parse(role_arn)
    tags = role.tags if role else {}
    conditions: Keys = {f"iam:ResourceTag/{key}": value for key, value in tags.items()}
    conditions["iam:PassedToService"] = passed_to
    if associated_resource_arn:
        conditions["iam:AssociatedResourceArn"] = associated_resource_arn
    # The trust policy is no part of the question: passing is a matter of the caller's own policies alone.
    target = PlainResource(role_arn, parts.account if parts else call.account, tags=tags)
    decision = iam.decide(call, "iam:PassRole", target, conditions)
    if not decision.allowed:
        raise denied(decision)
    if target.account != call.account:
        raise denied(decision, "Cross-account pass role is not allowed.")
    if role is None:
        raise NoSuchEntity(f"The role with name {role_arn.rpartition('/')[2]} cannot be found.")
    return role

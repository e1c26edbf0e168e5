"""Roles that a caller hands to SageMaker: passed by a caller who may, and assumable by the service."""

from sealcanvas.iam.errors import NoSuchEntity
from sealcanvas.iam.pass_role import check_pass_role
from sealcanvas.sagemaker.errors import AccessDeniedException, ValidationException
from sealcanvas.service.call import Call
from sealcanvas.sts.assume import CannotAssumeRole
from sealcanvas.sts.role_call import role_call

SERVICE = "sagemaker.amazonaws.com"


def require_passed(call: Call, role_arn: str, for_arn: str, service: str = SERVICE) -> None:
    """Ask iam:PassRole of the caller.

    Args:
        for_arn: the resource that will use the role.
        service: to whom the role is passed.

    Raises:
        AccessDeniedException: the caller may not pass it.
        ValidationException: there is no such role.
    """
    try:
        check_pass_role(call, role_arn, service, AccessDeniedException, associated_resource_arn=for_arn)
    except NoSuchEntity:
        raise ValidationException(str(CannotAssumeRole(role_arn, service))) from None


def require_role(call: Call, role_arn: str, for_arn: str) -> None:
    """`require_passed`, and SageMaker itself must be able to assume the role for the resource.

    Raises:
        AccessDeniedException: the caller may not pass it.
        ValidationException: there is no such role, or its trust policy refuses SageMaker.
    """
    require_passed(call, role_arn, for_arn)
    try:
        role_call(call.instance, role_arn, service=SERVICE, source_arn=for_arn, session_name="SageMaker", within=call)
    except CannotAssumeRole as error:
        raise ValidationException(str(error)) from None

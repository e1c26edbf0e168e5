"""Roles that a caller hands to Forecast: passed by a caller who may, and assumable by the service."""

from sealcanvas.forecast.errors import AccessDeniedException, InvalidInputException
from sealcanvas.iam.errors import NoSuchEntity
from sealcanvas.iam.pass_role import check_pass_role
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.sts.assume import CannotAssumeRole
from sealcanvas.sts.role_call import role_call

SERVICE = "forecast.amazonaws.com"
_SESSION = "AmazonForecast"


def require_role(call: Call, role_arn: str, for_arn: str) -> None:
    """Ask iam:PassRole of the caller, and see that Forecast can assume the role for the resource `for_arn`.

    Raises:
        AccessDeniedException: the caller may not pass it.
        InvalidInputException: there is no such role, or its trust policy refuses Forecast.
    """
    try:
        check_pass_role(call, role_arn, SERVICE, AccessDeniedException, associated_resource_arn=for_arn)
    except NoSuchEntity:
        raise InvalidInputException(str(CannotAssumeRole(role_arn, SERVICE))) from None
    as_role(call, role_arn, for_arn)


def as_role(call: Call, role_arn: str, for_arn: str) -> Call:
    """A call of the role's, through Forecast, recorded within `call`.

    Args:
        for_arn: the resource that is worked for: `aws:SourceArn` when the role is assumed.

    Raises:
        InvalidInputException: Forecast cannot assume the role.
    """
    return _as_role(call.instance, role_arn, for_arn, call.region, call)


def as_role_alone(instance: Instance, role_arn: str, for_arn: str) -> Call:
    """`as_role` for work that no caller is waiting for."""
    return _as_role(instance, role_arn, for_arn, for_arn.split(":")[3], None)


def _as_role(instance: Instance, role_arn: str, for_arn: str, region: str, within: Call | None) -> Call:
    try:
        return role_call(
            instance,
            role_arn,
            service=SERVICE,
            source_arn=for_arn,
            session_name=_SESSION,
            via=(f"forecast.{region}.amazonaws.com",),
            within=within,
        )
    except CannotAssumeRole as error:
        raise InvalidInputException(str(error)) from None

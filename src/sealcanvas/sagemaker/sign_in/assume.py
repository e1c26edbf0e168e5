"""The execution role that a session acts as, assumed by SageMaker for fifteen minutes."""

from sealcanvas.sagemaker.roles import SERVICE
from sealcanvas.sagemaker.sign_in.place import Found
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.sts.assume import assume_as_service
from sealcanvas.sts.credentials import Credentials

_SECONDS = 900


def assume_role_of(instance: Instance, found: Found, *, within: Call | None = None) -> Credentials:
    """Fresh credentials of the role.

    Args:
        within: the call during which it happens.

    Raises:
        CannotAssumeRole: the role is gone, or does not trust SageMaker for this user profile or space.
    """
    return assume_as_service(
        instance,
        found.role_arn,
        service=SERVICE,
        source_arn=found.source_arn,
        session_name="SageMaker",
        purpose=found.profile.arn,
        duration_seconds=_SECONDS,
        within=within,
    )

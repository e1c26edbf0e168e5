"""Calls that one of our services makes as its customer's role, inside the server process."""

from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance


def role_call(
    instance: Instance,
    role_arn: str,
    *,
    service: str,
    source_arn: str,
    session_name: str,
    via: tuple[str, ...] = (),
    purpose: str = "",
) -> Call:
    """A call as a session of the role, which the role's trust policy must let `service` assume.

    Args and raises: as `sts.assume.assume_as_service`; no credentials are made.
    """
    raise NotImplementedError

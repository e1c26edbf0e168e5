"""Calls that one of our services makes as its customer's role, inside the server process."""

from sealcanvas.service.call import Call, Journal, new_request_id
from sealcanvas.service.instance import Instance
from sealcanvas.sts.assume import assumable_role
from sealcanvas.sts.session import session_context, session_principal


def role_call(
    instance: Instance,
    role_arn: str,
    *,
    service: str,
    source_arn: str,
    session_name: str,
    via: tuple[str, ...] = (),
    purpose: str = "",
    within: Call | None = None,
) -> Call:
    """A call as a session of the role, which the role's trust policy must let `service` assume.

    Args and raises: as `sts.assume.assume_as_service`; no credentials are made. Pass `within` while an operation
    runs: what the role does is then recorded under that operation's request id, with it.
    """
    role = assumable_role(
        instance, role_arn, service=service, source_arn=source_arn, session_name=session_name, within=within
    )
    inside = within is not None and bool(within.journal.events)
    return Call(
        instance=instance,
        principal=session_principal(role.arn, role.role_id, session_name, role.tags),
        request_id=within.request_id if within is not None and inside else new_request_id(),
        region=within.region if within is not None else instance.region,
        via=via,
        context=session_context(instance.clock()),
        purpose=purpose or source_arn,
        user_agent=service,
        source_ip=service,
        journal=within.journal if within is not None and inside else Journal(),
    )

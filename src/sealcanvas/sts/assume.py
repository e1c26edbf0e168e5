"""Our own services assuming their customers' roles."""

from datetime import timedelta

from sealcanvas.access.decision import Decision
from sealcanvas.iam.roles import Role, find_role
from sealcanvas.service.call import Call, service_call
from sealcanvas.service.instance import Instance
from sealcanvas.sts.credentials import Credentials, credentials_of, new_secret
from sealcanvas.sts.service import sts
from sealcanvas.sts.session import Session
from sealcanvas.sts.target import role_keys


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
    policy: str | None = None,
    within: Call | None = None,
) -> Credentials:
    """Assume a role as one of our services, and audit it.

    Args:
        service: the service principal's host, "sagemaker.amazonaws.com".
        source_arn: the resource that needs the role: `aws:SourceArn`, and its account `aws:SourceAccount`.
        via: calls made with these credentials count as passed on by these hosts (`kms:ViaService` is the last).
        purpose: what they are for, in the audit trail (`source_arn`, if empty).
        duration_seconds: 900 … 43,200, whatever the role's own limit, which binds callers only.
        policy: a session policy, which narrows what the role may do.
        within: the call during which it happens; the event is then recorded with it.

    Raises:
        CannotAssumeRole: there is no such role, or its trust policy says no.
        ValueError: `duration_seconds` is out of bounds.
    """
    if not 900 <= duration_seconds <= 43_200:
        raise ValueError("a session lasts 900 to 43,200 seconds")
    role = assumable_role(
        instance,
        role_arn,
        service=service,
        source_arn=source_arn,
        session_name=session_name,
        duration_seconds=duration_seconds,
        within=within,
    )
    issued_at = instance.clock().replace(microsecond=0)
    session = Session(
        owner_id=role.role_id,
        session_name=session_name,
        secret=new_secret(),
        issued_at=issued_at,
        expires_at=issued_at + timedelta(seconds=duration_seconds),
        policy=policy,
        via=via,
        purpose=purpose or source_arn,
    )
    return credentials_of(instance, session, role.account)


def assumable_role(
    instance: Instance,
    role_arn: str,
    *,
    service: str,
    source_arn: str,
    session_name: str,
    duration_seconds: int | None = None,
    within: Call | None = None,
) -> Role:
    """The role, if its trust policy lets `service` assume it for `source_arn`; audited either way.

    Raises:
        CannotAssumeRole: there is no such role, or its trust policy says no.
    """
    call = service_call(instance, service, source_arn=source_arn, region=within.region if within else "")
    event = call.event(sts.event_source, "AssumeRole")
    event.parameters = {"RoleArn": role_arn, "RoleSessionName": session_name}
    if duration_seconds is not None:
        event.parameters["DurationSeconds"] = duration_seconds
    event.resources.append(role_arn)
    role = find_role(instance, role_arn)
    decision = None
    if role is not None:
        decision = sts.decide(call, "sts:AssumeRole", role, role_keys(role, session_name))
        event.decisions = [decision.to_dict()]
    refusal = None
    if role is None or decision is None or not decision.allowed:
        refusal = CannotAssumeRole(role_arn, service, decision)
        event.error_code, event.error_message = "AccessDenied", str(refusal)
    if within is not None and within.journal.events:
        # The outermost call records it, so that it stays even if that call's own work is undone.
        event.request_id = within.request_id
        within.journal.events.append(event)
    else:
        instance.trail.record([event])
    if role is None or refusal is not None:
        raise refusal or CannotAssumeRole(role_arn, service)
    return role

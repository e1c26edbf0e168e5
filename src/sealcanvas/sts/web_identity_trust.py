"""Whether a role lets a web identity in, and the session that it then gets: at first, and when it is asked again."""

from dataclasses import replace
from datetime import datetime

from sealcanvas.access.principal import Principal
from sealcanvas.iam.roles import Role, find_role
from sealcanvas.service.call import Call
from sealcanvas.service.resource import PlainResource
from sealcanvas.sts.assume import CannotAssumeRole
from sealcanvas.sts.credentials import Credentials, credentials_of, new_secret
from sealcanvas.sts.errors import AccessDenied
from sealcanvas.sts.service import sts
from sealcanvas.sts.session import Session
from sealcanvas.sts.session_tags import tag_keys
from sealcanvas.sts.target import role_keys
from sealcanvas.sts.web_identity import WebIdentity

NAME = "AssumeRoleWithWebIdentity"


def asking_as(call: Call, identity: WebIdentity) -> Call:
    """The call, made by whomever the identity is of."""
    return replace(call, principal=Principal.web_identity(identity.provider.arn, identity.subject))


def check_trust(call: Call, role: Role | PlainResource, session_name: str, identity: WebIdentity) -> Role:
    """Refuse a web identity that the role's trust policy does not let in, with all that its token asks for.

    Args:
        call: from `asking_as`.

    Raises:
        AccessDenied: it does not, or there is no such role.
    """
    wanted = identity.session
    keys = role_keys(role, session_name) | identity.keys | tag_keys(wanted.tags, wanted.transitive)
    if wanted.source_identity:
        keys["sts:SourceIdentity"] = wanted.source_identity
    needed = [NAME]
    needed += ["TagSession"] if wanted.tags else []
    needed += ["SetSourceIdentity"] if wanted.source_identity else []
    for name in needed:
        decision = sts.decide(call, f"sts:{name}", role, keys)
        if not decision.allowed:
            raise AccessDenied(decision, f"Not authorized to perform sts:{name}")
    if not isinstance(role, Role):
        raise AccessDenied(call.journal.decisions[-1], f"Not authorized to perform sts:{NAME}")
    return role


def session_of(
    role: Role,
    session_name: str,
    identity: WebIdentity,
    issued_at: datetime,
    expires_at: datetime,
    policy: str | None = None,
    policy_arns: tuple[str, ...] | None = None,
) -> Session:
    """The session of the role that a web identity gets."""
    return Session(
        owner_id=role.role_id,
        session_name=session_name,
        secret=new_secret(),
        issued_at=issued_at,
        expires_at=expires_at,
        policy=policy,
        policy_arns=policy_arns,
        tags=identity.session.tags,
        transitive=identity.session.transitive,
        source_identity=identity.session.source_identity,
        federation=identity.session_keys,
    )


def assume_again(
    call: Call, role_arn: str, session_name: str, identity: WebIdentity, issued_at: datetime, expires_at: datetime
) -> Credentials:
    """Fresh credentials for a session that a token began, if the trust policy still lets its identity in; audited.

    Args:
        call: a stranger's, from where the request comes that needs them.
        issued_at: when the session began: `aws:TokenIssueTime`.

    Raises:
        CannotAssumeRole: the trust policy says no, or the role is gone.
    """
    asking = asking_as(call, identity)
    event = asking.event(sts.event_source, NAME)
    event.parameters = {"RoleArn": role_arn, "RoleSessionName": session_name}
    event.resources.append(role_arn)
    event.account = identity.provider.account
    found = find_role(call.instance, role_arn)
    try:
        role = check_trust(asking, found or PlainResource(role_arn, event.account), session_name, identity)
        session = session_of(role, session_name, identity, issued_at, expires_at)
        return credentials_of(call.instance, session, role.account)
    except AccessDenied as error:
        event.error_code, event.error_message = error.code, error.audited
        raise CannotAssumeRole(role_arn, identity.provider.arn, asking.journal.decisions[-1]) from None
    finally:
        event.decisions = [decision.to_dict() for decision in asking.journal.decisions]
        call.instance.trail.record([event])

"""The session of a role that an identity provider led to, and what it stands for while it lasts."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sealcanvas.iam.oidc_providers import OidcProvider
from sealcanvas.iam.roles import Role, find_role
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.errors import AccessDenied, ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.sign_in.console_login import console_login
from sealcanvas.sign_in.oidc.callback import recorded, stranger
from sealcanvas.sign_in.oidc.claims import session_name_of, value_of
from sealcanvas.sign_in.oidc.refusing import gone
from sealcanvas.sign_in.oidc.sign_in_provider import SignInProvider
from sealcanvas.sign_in.oidc.vouching import vouching
from sealcanvas.sign_in.sessions import ConsoleSession, begin_session
from sealcanvas.sign_in.visitor import SignInRefused, Visitor
from sealcanvas.sts.credentials import Credentials
from sealcanvas.sts.identity_token import Vouched
from sealcanvas.sts.service import sts
from sealcanvas.sts.session import session_principal
from sealcanvas.sts.web_identity import WebIdentity
from sealcanvas.sts.web_identity_trust import assume_again

_SECONDS = 900


@dataclass(frozen=True, slots=True)
class RoleSignedIn:
    """A session that has just begun; `token` is for its cookie."""

    token: str
    seconds: int
    whose: str


def sign_in_role(
    instance: Instance, sign_in: SignInProvider, vouched: Vouched, id_token: str, visitor: Visitor
) -> RoleSignedIn:
    """Begin a session of the sign-in's role, which AssumeRoleWithWebIdentity gives to the ID token.

    Raises:
        SignInRefused: with what to tell; the trail tells it too.
    """
    call = stranger(instance, sign_in, visitor)
    with recorded(instance, sign_in, visitor, vouched):
        name = session_name_of(value_of(vouched.claims, sign_in.terms.claim))
        role = _assumed(call, sign_in, name, id_token)
    identity, seconds = vouched.identity, min(sign_in.terms.seconds, role.max_session_seconds)
    details = {
        "role_arn": role.arn,
        "name": name,
        "region": sign_in.terms.region,
        "identity": identity.kept(),
        "vouching": vouching(sign_in, identity.provider),
    }
    asker = replace(
        call, principal=session_principal(role.arn, role.role_id, name, role.tags), request_id=new_request_id()
    )
    with instance.database.transaction():
        token = begin_session(
            instance, "role", f"{role.arn} {identity.provider.arn} {identity.subject}", details, seconds
        )
        event = console_login(asker, visitor, asker.event("", "").user_identity, role.account)
        event.resources.append(identity.provider.arn)
        instance.trail.record([event])
    return RoleSignedIn(token, seconds, f"{role.arn.rpartition('/')[2]}/{name}")


def _assumed(call: Call, sign_in: SignInProvider, session_name: str, id_token: str) -> Role:
    """Have STS give the role to the token: its credentials are dropped, for the session has its own made anew."""
    role_arn = sign_in.terms.role_arn
    request = {"RoleArn": role_arn, "RoleSessionName": session_name, "WebIdentityToken": id_token}
    try:
        sts.operations["AssumeRoleWithWebIdentity"](call, {**request, "DurationSeconds": _SECONDS})
    except AccessDenied as error:
        raise SignInRefused("trust", f"{error.message} ({role_arn}).", call.request_id) from None
    except ServiceError as error:
        raise SignInRefused("token", error.message) from None
    role = find_role(call.instance, role_arn)
    if role is None:  # deleted a moment ago
        raise gone()
    return role


def role_arn_of(session: ConsoleSession) -> str:
    """The role that the session is of."""
    return str(session.details["role_arn"])


def credentials_for(call: Call, session: ConsoleSession, provider: OidcProvider) -> Credentials:
    """Fresh credentials of the role, if its trust policy still lets in whoever the session is of.

    Args:
        call: a stranger's, from where the request comes.
        provider: the session's, as `vouching.still_vouching` found it.

    Raises:
        CannotAssumeRole: it does not.
    """
    details = session.details
    identity = WebIdentity.again(details["identity"], provider)
    issued_at = session.started_at.replace(microsecond=0)
    now = call.instance.clock().replace(microsecond=0)
    expires_at = min(now + timedelta(seconds=_SECONDS), session.expires_at)
    return assume_again(call, details["role_arn"], details["name"], identity, issued_at, expires_at)

"""A user's session: begun by a link or an access key, and what it stands for while it lasts."""

from collections.abc import Mapping
from typing import Any

from sealcanvas.access.principal import Principal
from sealcanvas.iam.access_keys import lookup
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.sign_in.sessions import ConsoleSession, begin_session, change_session
from sealcanvas.sts.credentials import Credentials, credentials_of, new_secret
from sealcanvas.sts.session import Session

LASTS = 43_200
"""Seconds that a user's session lasts: AWS's console has 12 hours too."""

_ACCESS_KEY = "access_key"
_ROLE = "role"


def begin(instance: Instance, principal: Principal, region: str, *, access_key: str = "") -> str:
    """Record a session of the user's or root user's; its token.

    Args:
        access_key: the id of the one that began it, or made the link that did; "" for what the server itself made.
    """
    details = {"owner": principal.principal_id, "account": principal.account, "region": region, _ACCESS_KEY: access_key}
    return begin_session(instance, "user", principal.principal_id, details, LASTS)


def region_of(session: ConsoleSession) -> str:
    """Where the session's requests go."""
    return str(session.details["region"])


def role_of(session: ConsoleSession) -> str:
    """The ARN of the role that the session acts as, or ""."""
    return str(session.details.get(_ROLE, ""))


def act_as(instance: Instance, session: ConsoleSession, role_arn: str) -> ConsoleSession:
    """The session, acting as a role from now on; "" for itself."""
    others: Mapping[str, Any] = {name: value for name, value in session.details.items() if name != _ROLE}
    return change_session(instance, session, {**others, **({_ROLE: role_arn} if role_arn else {})})


def key_of(session: ConsoleSession) -> str:
    """The id of the access key on which the session hangs, or ""; a user profile's hangs on its maker's."""
    return str(session.details.get(_ACCESS_KEY, ""))


def key_behind(call: Call) -> str:
    """The id of the long-lived access key that a call is made with, by itself or by a console session; or ""."""
    return call.access_key if lookup(call.instance, call.access_key) else call.hangs_on


def key_holds(instance: Instance, access_key: str) -> bool:
    """Whether an access key is there and active; "" is none that could be lost."""
    if not access_key:
        return True
    key = lookup(instance, access_key)
    return key is not None and key.active


def credentials_for(instance: Instance, session: ConsoleSession) -> Credentials:
    """Temporary credentials of the user itself, which end with the session; nobody but the server holds them."""
    owner = session.details["owner"]
    of_user = Session(
        owner_id=owner,
        session_name="",
        secret=new_secret(),
        issued_at=session.started_at.replace(microsecond=0),
        expires_at=session.expires_at,
        kind="user" if owner.startswith("AIDA") else "root",
    )
    return credentials_of(instance, of_user, session.details["account"])

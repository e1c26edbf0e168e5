"""From an access key id and a session token to the identity that a request is signed by."""

from dataclasses import dataclass, field

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.principal import Principal
from sealcanvas.crypto.secret import Secret
from sealcanvas.iam.access_keys import lookup
from sealcanvas.iam.roles import arn_and_tags
from sealcanvas.service.call import Context
from sealcanvas.service.instance import Instance
from sealcanvas.sts.session import session_context, session_policies, session_principal
from sealcanvas.sts.session_token import NoToken, open_session


class UnknownAccessKey(Exception):
    """No such access key."""


class InactiveAccessKey(Exception):
    """The access key was made inactive, or its account was closed."""


class ExpiredToken(Exception):
    """The session is over."""


class InvalidToken(Exception):
    """The session token is missing, damaged, forged, belongs to another access key, or to a role that is gone."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signs with an access key; fields as those of `service.call.Call`."""

    principal: Principal
    secret: Secret
    session_policies: tuple[NamedPolicy, ...] | None = None
    via: tuple[str, ...] = ()
    context: Context = field(default_factory=dict)
    purpose: str = ""


def authenticate(instance: Instance, access_key_id: str, session_token: str | None) -> Identity:
    """The identity of a request's credentials; the caller verifies its signature with `Identity.secret`.

    Raises:
        UnknownAccessKey, InactiveAccessKey, ExpiredToken, InvalidToken: each as its class says.
    """
    identity = _identify(instance, access_key_id, session_token)
    membership = instance.memberships.of(identity.principal.account)
    if membership is not None and membership.closed:
        raise InactiveAccessKey
    return identity


def _identify(instance: Instance, access_key_id: str, session_token: str | None) -> Identity:
    if access_key_id.startswith("ASIA"):
        return _of_session(instance, access_key_id, session_token)
    key = lookup(instance, access_key_id)
    if key is None:
        raise UnknownAccessKey
    if session_token is not None:
        raise InvalidToken("a user's access key goes without a session token")
    if not key.active:
        raise InactiveAccessKey
    return Identity(key.principal, key.secret)


def _of_session(instance: Instance, access_key_id: str, session_token: str | None) -> Identity:
    if session_token is None:
        raise UnknownAccessKey  # AWS looks such a key up among long-lived ones, and finds none
    try:
        session = open_session(instance.root, access_key_id, session_token)
    except NoToken as error:
        raise InvalidToken(str(error)) from None
    if instance.clock() >= session.expires_at:
        raise ExpiredToken
    role = arn_and_tags(instance, session.role_id)
    if role is None:
        raise InvalidToken("its role was deleted")
    arn, tags = role
    return Identity(
        principal=session_principal(arn, session.role_id, session.session_name, tags, session.tags),
        secret=session.secret,
        session_policies=session_policies(instance, session),
        via=session.via,
        context=session_context(session.issued_at, session),
        purpose=session.purpose,
    )

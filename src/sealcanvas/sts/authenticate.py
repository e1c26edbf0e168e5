"""From an access key id and a session token to the identity that a request is signed by."""

from dataclasses import dataclass, field

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.principal import Principal
from sealcanvas.crypto.secret import Secret
from sealcanvas.iam.access_keys import lookup
from sealcanvas.iam.roles import arn_and_tags
from sealcanvas.iam.users import user_of_id
from sealcanvas.service.call import Context
from sealcanvas.service.instance import Instance
from sealcanvas.sts.session import Session, over, session_context, session_policies, session_principal
from sealcanvas.sts.session_token import NoToken, open_session


class UnknownAccessKey(Exception):
    """No such access key."""


class InactiveAccessKey(Exception):
    """The access key was made inactive, or its account was closed."""


class ExpiredToken(Exception):
    """The session is over."""


class InvalidToken(Exception):
    """The session token is missing, damaged, forged, belongs to another access key or to somebody who is gone, or does
    not count for this service."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signs with an access key; fields as those of `service.call.Call`.

    Attributes:
        barred: services whose operations refuse these credentials as if they were none.
    """

    principal: Principal
    secret: Secret
    session_policies: tuple[NamedPolicy, ...] | None = None
    via: tuple[str, ...] = ()
    context: Context = field(default_factory=dict)
    purpose: str = ""
    barred: frozenset[str] = frozenset()

    def check_service(self, service: str) -> None:
        """Raise InvalidToken if the service `service` ("iam") does not take these credentials."""
        if service in self.barred:
            raise InvalidToken(f"{service} takes no credentials of this kind")


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
    principal = _principal(instance, session)
    if principal is None:
        raise InvalidToken("whose session it is was deleted")
    return Identity(
        principal=principal,
        secret=session.secret,
        session_policies=session_policies(instance, session),
        via=session.via,
        context=session_context(session.issued_at, session),
        purpose=session.purpose,
        # "You cannot call any IAM API operations": the credentials of GetSessionToken and GetFederationToken.
        barred=frozenset() if session.kind == "role" else frozenset({"iam"}),
    )


def _principal(instance: Instance, session: Session) -> Principal | None:
    """Whom the session acts as today, or None once its role or user is deleted."""
    if session.kind == "role":
        role = arn_and_tags(instance, session.owner_id)
        if role is None:
            return None
        return session_principal(role[0], session.owner_id, session.session_name, role[1], session.tags)
    owner = _owner(instance, session.owner_id)
    if owner is None or session.kind != "federated-user":
        return owner
    tags = over(owner.tags, session.tags)
    return Principal.federated_user(owner.account, session.session_name, owner.arn, owner.principal_id, tags=tags)


def _owner(instance: Instance, owner_id: str) -> Principal | None:
    if not owner_id.startswith("AIDA"):
        return Principal.root(owner_id)
    user = user_of_id(instance, owner_id)
    return None if user is None else user.principal

"""From an access key id and a session token to the identity that a request is signed by."""

from dataclasses import dataclass, field

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.principal import Principal
from sealcanvas.crypto.secret import Secret
from sealcanvas.service.call import Context
from sealcanvas.service.instance import Instance


class UnknownAccessKey(Exception):
    """No such access key."""


class InactiveAccessKey(Exception):
    """The access key was made inactive."""


class ExpiredToken(Exception):
    """The session is over."""


class InvalidToken(Exception):
    """The session token is missing, damaged, forged, or belongs to another access key."""


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
    raise NotImplementedError

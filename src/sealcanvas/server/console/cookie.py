"""Cookies: of a session its token, for this host and the console's paths alone; of an attempt to sign in its secret."""

from sealcanvas.crypto.digest import sha256
from sealcanvas.sign_in.oidc.authorization import PATH as _ATTEMPT_PATH
from sealcanvas.wire.message import Request

_SESSION = "Path=/console/; HttpOnly; SameSite=Strict"
# Lax: the browser comes back from another site.
_ATTEMPT = f"Path={_ATTEMPT_PATH}; HttpOnly; SameSite=Lax"
_LONGEST = 8_192


def token_in(request: Request) -> str:
    """The session's token that the browser sent; "" also where it sent two, one of which a neighbour has planted."""
    return _value_in(request, _name(request))


def cookie_for(request: Request, token: str, seconds: int) -> str:
    """The Set-Cookie header that keeps a token for so long."""
    return f"{_name(request)}={token}; Max-Age={seconds}; {_SESSION}{_secure(request)}"


def cookie_gone(request: Request) -> str:
    """The Set-Cookie header that has the browser forget it."""
    return f"{_name(request)}=; Max-Age=0; {_SESSION}{_secure(request)}"


def attempt_in(request: Request, state: str) -> str:
    """The secret that the browser keeps of the attempt of that state, or ""."""
    return _value_in(request, _attempt_name(request, state))


def attempt_cookie(request: Request, state: str, secret: str, seconds: int) -> str:
    """The Set-Cookie header that keeps an attempt's secret: one for each, since a browser may make several at once."""
    return f"{_attempt_name(request, state)}={secret}; Max-Age={seconds}; {_ATTEMPT}{_secure(request)}"


def attempt_cookie_gone(request: Request, state: str) -> str:
    """The Set-Cookie header that has the browser forget it."""
    return f"{_attempt_name(request, state)}=; Max-Age=0; {_ATTEMPT}{_secure(request)}"


def _value_in(request: Request, name: str) -> str:
    parts = (part.strip().partition("=") for part in request.headers.get("cookie", "")[:_LONGEST].split(";"))
    found = [value for key, _, value in parts if key == name]
    return found[0] if len(found) == 1 else ""


def _name(request: Request) -> str:
    return "__Secure-sealcanvas" if request.scheme == "https" else "sealcanvas"


def _attempt_name(request: Request, state: str) -> str:
    return f"{_name(request)}-{sha256(state.encode(errors='replace')).hex()[:8]}"


def _secure(request: Request) -> str:
    return "; Secure" if request.scheme == "https" else ""

"""The session's cookie: the token, for this host and the console's paths alone."""

from sealcanvas.wire.message import Request

_PATH = "/console/"
_ATTRIBUTES = f"Path={_PATH}; HttpOnly; SameSite=Strict"
_LONGEST = 8_192


def token_in(request: Request) -> str:
    """The session's token that the browser sent; "" also where it sent two, one of which a neighbour has planted."""
    name = _name(request)
    parts = (part.strip().partition("=") for part in request.headers.get("cookie", "")[:_LONGEST].split(";"))
    found = [value for key, _, value in parts if key == name]
    return found[0] if len(found) == 1 else ""


def cookie_for(request: Request, token: str, seconds: int) -> str:
    """The Set-Cookie header that keeps a token for so long."""
    return f"{_name(request)}={token}; Max-Age={seconds}; {_ATTRIBUTES}{_secure(request)}"


def cookie_gone(request: Request) -> str:
    """The Set-Cookie header that has the browser forget it."""
    return f"{_name(request)}=; Max-Age=0; {_ATTRIBUTES}{_secure(request)}"


def _name(request: Request) -> str:
    return "__Secure-sealcanvas" if request.scheme == "https" else "sealcanvas"


def _secure(request: Request) -> str:
    return "; Secure" if request.scheme == "https" else ""

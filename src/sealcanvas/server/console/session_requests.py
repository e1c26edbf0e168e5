"""The console's own requests about its session: what it is, and whom it acts as."""

import json
from typing import Any

from sealcanvas.server.console.live_sessions import Live
from sealcanvas.server.door import Door
from sealcanvas.sign_in.oidc.role_session import role_arn_of
from sealcanvas.sign_in.user_session import role_of
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request, Response

_LARGEST = 16_384
_KIND = "application/json"


def json_of(request: Request, largest: int = _LARGEST) -> dict[str, Any]:
    """The members of a request in JSON.

    Raises:
        WireError: it is no JSON object, or too large for what the console's own requests say.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _KIND:
        raise WireError("UnsupportedMediaType", "Send the parameters as application/json.", 415)
    if len(request.body) > largest:
        raise WireError("RequestEntityTooLargeException", "The request body is too large.", 413)
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise WireError("SerializationException", "The request body is no JSON object.")
    return found


def text_in(members: dict[str, Any], name: str, longest: int) -> str:
    """A member that is text, of printable ASCII characters; "" where it is absent or null.

    Raises:
        WireError: it is something else.
    """
    value = members.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest or not value.isascii() or not value.isprintable():
        raise WireError("ValidationException", f"{name} is no text of at most {longest} printable ASCII characters.")
    return value


def answer(members: dict[str, Any]) -> Response:
    """An answer in JSON."""
    return Response(200, {"content-type": _KIND}, json.dumps(members).encode())


def told(door: Door, request: Request, live: Live) -> dict[str, Any]:
    """A session as the contract has it (docs/sessions.md)."""
    principal, session = live.identity.principal, live.session
    members: dict[str, Any] = {
        "Kind": session.kind,
        "Account": principal.account,
        "Region": live.region,
        "PrincipalArn": principal.arn,
        "ExpiresAt": session.expires_at.timestamp(),
        "Endpoint": door.instance.endpoint() or f"{request.scheme}://{request.host}",
    }
    if session.kind == "role":
        return members | {"RoleArn": role_arn_of(session)}
    if live.found is None:
        own = {"UserName": live.user_name, "ActingAs": role_of(session)}
        return members | {name: value for name, value in own.items() if value}
    place = session.details["place"]
    of_profile = {
        "DomainId": place["domain_id"],
        "DomainName": live.found.domain.name,
        "UserProfileName": place["profile"],
        "SpaceName": place["space"],
        "RoleArn": live.found.role_arn,
    }
    return members | {name: value for name, value in of_profile.items() if value}

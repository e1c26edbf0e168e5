"""ClientToken: a request that is sent again, as boto3 does after a lost answer, makes nothing twice."""

from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.stored import Kind, Stored
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own_errors import ValidationException


def made_before(call: Call, kind: Kind, domain_id: str, request: Request) -> Stored | None:
    """What the same request made before; None for a new one.

    Raises:
        ValidationException: the token came before with another request.
    """
    token = request.get("ClientToken")
    if token is None:
        return None
    every = stored.of_domain(call.instance, kind, domain_id)
    found = next((each for each in every if each.details.get("client_token") == token), None)
    if found is not None and found.details["client_request"] != _rest(request):
        raise ValidationException("The ClientToken was used before, with other parameters.")
    return found


def token_details(request: Request) -> dict[str, Any]:
    """Details by which `made_before` knows the resource again."""
    if "ClientToken" not in request:
        return {}
    return {"client_token": request["ClientToken"], "client_request": _rest(request)}


def _rest(request: Request) -> dict[str, Any]:
    return {name: value for name, value in request.items() if name != "ClientToken"}

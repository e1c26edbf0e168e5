"""CreateConsoleLink."""

from datetime import timedelta

from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ValidationException, WrongCredentialsException
from sealcanvas.sign_in.links import make_link
from sealcanvas.sign_in.user_session import LASTS
from sealcanvas.sts.errors import WrongCredentials
from sealcanvas.sts.own_calls import check_long_lived

ACTION = "sealcanvas:CreateConsoleLink"
_EXPIRES_IN = 300


@sealcanvas.operation("CreateConsoleLink")
def create_console_link(call: Call, _request: Request) -> Request:
    """Make a link that signs its first visitor in as the caller."""
    if call.via or call.purpose:
        raise WrongCredentialsException("Credentials that a service holds for others make no sign-in link.")
    try:
        check_long_lived(call, "CreateConsoleLink")
    except WrongCredentials as error:
        raise WrongCredentialsException(error.message) from None
    endpoint = call.instance.endpoint()
    if not endpoint:
        raise ValidationException("This server publishes no endpoint that a link could lead to. Start it with `up`.")
    owner = call.principal.principal_id
    made_with = {"access_key": call.access_key}
    token = make_link(call, "user", owner, made_with, expires_in=_EXPIRES_IN, session_seconds=LASTS)
    ends = call.instance.clock() + timedelta(seconds=_EXPIRES_IN)
    return {"SignInUrl": f"{endpoint}/console/auth?token={token}", "ExpiresAt": ends}

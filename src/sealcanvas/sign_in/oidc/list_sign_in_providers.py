"""ListSignInProviders."""

from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.sign_in.oidc.described import described
from sealcanvas.sign_in.oidc.sign_in_provider import sign_ins


@sealcanvas.operation("ListSignInProviders")
def list_sign_in_providers(call: Call, _request: Request) -> Request:
    """The account's sign-ins, by name."""
    return {"SignInProviders": [described(call.instance, each) for each in sign_ins(call.instance, call.account)]}

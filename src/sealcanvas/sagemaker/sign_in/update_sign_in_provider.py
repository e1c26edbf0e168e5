"""UpdateSignInProvider."""

from sealcanvas.sagemaker.sign_in.sign_in_terms import terms_in
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.sign_in.oidc.described import described, own_sign_in
from sealcanvas.sign_in.oidc.sign_in_provider import change_sign_in


@sealcanvas.operation("UpdateSignInProvider")
def update_sign_in_provider(call: Call, request: Request) -> Request:
    """State a sign-in anew, which ends the sessions that it began; a secret that is left out stays."""
    name = own_sign_in(call, request["SignInProviderName"]).name
    change_sign_in(call.instance, name, terms_in(call, request), request.get("ClientSecret"))
    return {"SignInProvider": described(call.instance, own_sign_in(call, name))}

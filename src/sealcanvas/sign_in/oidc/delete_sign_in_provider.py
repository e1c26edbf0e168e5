"""DeleteSignInProvider."""

from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.sign_in.oidc.described import own_sign_in
from sealcanvas.sign_in.oidc.sign_in_provider import remove_sign_in


@sealcanvas.operation("DeleteSignInProvider")
def delete_sign_in_provider(call: Call, request: Request) -> None:
    """Forget a sign-in: the sessions that it began find it gone at their next request."""
    remove_sign_in(call.instance, own_sign_in(call, request["SignInProviderName"]).name)

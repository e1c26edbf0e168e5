"""CreateSignInProvider."""

from sealcanvas.sagemaker.sign_in.sign_in_terms import terms_in
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException, ServiceQuotaExceededException
from sealcanvas.sign_in.oidc.described import described, own_sign_in
from sealcanvas.sign_in.oidc.sign_in_provider import add_sign_in, find_sign_in, sign_ins

_MOST = 20


@sealcanvas.operation("CreateSignInProvider")
def create_sign_in_provider(call: Call, request: Request) -> Request:
    """Let people sign in by an identity provider of the account."""
    name, terms = request["SignInProviderName"], terms_in(call, request)
    if find_sign_in(call.instance, name) is not None:
        raise ResourceInUseException(f"A sign-in of this server has the name '{name}' already. Choose another name.")
    if len(sign_ins(call.instance, call.account)) >= _MOST:
        raise ServiceQuotaExceededException(f"An account has {_MOST} sign-ins at most.")
    add_sign_in(call.instance, name, call.account, terms, request.get("ClientSecret", ""))
    return {"SignInProvider": described(call.instance, own_sign_in(call, name))}

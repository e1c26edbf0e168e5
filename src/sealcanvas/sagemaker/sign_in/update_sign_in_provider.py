"""UpdateSignInProvider."""

from sealcanvas.sagemaker.sign_in.sign_in_terms import terms_in
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ValidationException
from sealcanvas.sign_in.oidc.described import described, own_sign_in
from sealcanvas.sign_in.oidc.sign_in_provider import change_sign_in


@sealcanvas.operation("UpdateSignInProvider")
def update_sign_in_provider(call: Call, request: Request) -> Request:
    """State a sign-in anew, which ends the sessions that it began; a secret that is left out stays.

    Raises:
        ValidationException: the secret would stay, and be shown to another identity provider from now on.
    """
    before, terms = own_sign_in(call, request["SignInProviderName"]), terms_in(call, request)
    moved = terms.provider_arn != before.terms.provider_arn
    if moved and before.client_secret is not None and "ClientSecret" not in request:
        raise ValidationException(
            "The client secret is for another identity provider. State ClientSecret anew, or an empty one to remove it."
        )
    change_sign_in(call.instance, before.name, terms, request.get("ClientSecret"))
    return {"SignInProvider": described(call.instance, own_sign_in(call, before.name))}

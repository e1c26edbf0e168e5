"""What a request states of an identity provider's sign-in, checked."""

from sealcanvas.crypto.random import random_bytes
from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.oidc_providers import account_and_name, provider_named
from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.sign_in.create_presigned_domain_url import ACTION
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own_errors import ResourceNotFoundException, ValidationException, WrongCredentialsException
from sealcanvas.service.resource import PlainResource
from sealcanvas.sign_in.oidc.sign_in_provider import Terms
from sealcanvas.sts.remembered import remember

_LASTS = 43_200


def terms_in(call: Call, request: Request) -> Terms:
    """The terms that a request states, by whom the call is made.

    Raises:
        WrongCredentialsException: a service holds the caller's credentials for others.
        ResourceNotFoundException: the account has no such provider or domain.
        ValidationException: the client is none of the provider's, or a member is malformed.
        AccessDeniedException: for a domain, the caller may not make links for all of its user profiles.
    """
    if call.via or call.purpose:
        raise WrongCredentialsException("Credentials that a service holds for others register no sign-in.")
    display_name = str(request.get("DisplayName") or request["SignInProviderName"]).strip()
    if not display_name or not display_name.isprintable():
        raise ValidationException("DisplayName is what a button says: printable characters, not only spaces.")
    _check_provider(call, request["OpenIDConnectProviderArn"], request["ClientId"])
    role_arn, domain_id = request.get("RoleArn", ""), request.get("DomainId", "")
    if bool(role_arn) == bool(domain_id):
        raise ValidationException("Say who one becomes: RoleArn or DomainId, one of the two.")
    names = request.get("UserProfileNames", {})
    if role_arn:
        _check_role(call, role_arn)
        if names:
            raise ValidationException("UserProfileNames goes with DomainId.")
    else:
        _check_domain(call, domain_id)
    return Terms(
        display_name=display_name,
        provider_arn=request["OpenIDConnectProviderArn"],
        client_id=request["ClientId"],
        scopes=[each for each in dict.fromkeys(request.get("Scopes", ())) if each != "openid"],
        role_arn=role_arn,
        domain_id=domain_id,
        claim=request.get("Claim", "sub"),
        user_profiles=names,
        seconds=request.get("SessionExpirationDurationInSeconds", _LASTS),
        region=call.region,
        maker=remember(call),
        maker_arn=call.principal.arn,
        revision=random_bytes(16).hex(),
    )


def _check_provider(call: Call, arn: str, client_id: str) -> None:
    parts = account_and_name(arn)
    provider = provider_named(call.instance, *parts) if parts and parts[0] == call.account else None
    if provider is None:
        raise ResourceNotFoundException(f"Account {call.account} has no identity provider {arn}.")
    if client_id not in provider.client_ids:
        raise ValidationException(
            f"ClientId '{client_id}' is none of the provider's audiences: {', '.join(provider.client_ids) or 'none'}. "
            "Add it by AddClientIDToOpenIDConnectProvider."
        )


def _check_role(call: Call, arn: str) -> None:
    parts = IamArn.parse(arn)
    if parts is None or parts.kind != "role" or parts.account != call.account:
        raise ValidationException(f"RoleArn '{arn}' is no role of account {call.account}.")


def _check_domain(call: Call, domain_id: str) -> None:
    # Asked for before it is told whether the domain is there.
    of_all = PlainResource(f"arn:aws:sagemaker:{call.region}:{call.account}:user-profile/{domain_id}/*", call.account)
    sagemaker.check(call, ACTION, of_all)
    domain = next(iter(stored.of_domain(call.instance, domain_id, "domain")), None)
    if domain is None or (domain.account, domain.region) != (call.account, call.region):
        raise ResourceNotFoundException(f"Account {call.account} has no domain {domain_id} in {call.region}.")

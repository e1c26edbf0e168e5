"""AssumeRoleWithWebIdentity: temporary credentials for a role, for whomever an identity provider vouches for.

It is called without a signature: who asks is known by the token alone.
"""

from dataclasses import replace
from datetime import timedelta

from sealcanvas.access.principal import Principal
from sealcanvas.crypto.errors import NotSigned, WrongSignature
from sealcanvas.crypto.jws import SignedToken
from sealcanvas.iam.oidc_fetch import Unreachable, WrongCertificate
from sealcanvas.iam.oidc_providers import OidcProvider, provider_of_issuer
from sealcanvas.iam.roles import Role
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource
from sealcanvas.sts.credentials import new_secret
from sealcanvas.sts.errors import (
    AccessDenied,
    IDPCommunicationError,
    IDPRejectedClaim,
    InvalidIdentityToken,
    ValidationError,
)
from sealcanvas.sts.issue import issue
from sealcanvas.sts.provider_keys import NoKey, ProviderKeys
from sealcanvas.sts.service import sts
from sealcanvas.sts.session import Session, session_principal
from sealcanvas.sts.session_policies import read_session_policies
from sealcanvas.sts.session_tags import tag_keys
from sealcanvas.sts.target import duration_of, role_keys, role_target
from sealcanvas.sts.web_identity import WebIdentity

_SHOWN_ISSUER = 255
_NO_KEY = (
    "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity "
    "documentation for requirements"
)


# Not atomic: a provider's server may have to be asked for its keys, and nobody else may wait for that.
@sts.operation("AssumeRoleWithWebIdentity", action=None, atomic=False)
def assume_role_with_web_identity(call: Call, request: Request) -> Request:
    """Make a session of the role, if the token holds and the role's trust policy names its provider."""
    _refuse_oauth(request)
    role = role_target(call, request)
    event = call.journal.events[-1]
    event.resources.append(role.arn)
    identity = _identity(call.instance, role.account, request["WebIdentityToken"])
    asking = replace(call, principal=Principal.web_identity(identity.provider.arn, identity.subject))
    event.user_identity = asking.event("", "").user_identity
    event.account = role.account  # it is that account's matter who assumes its roles
    _authorize(asking, role, identity, request)
    if not isinstance(role, Role):
        raise AccessDenied(call.journal.decisions[-1], _refused("AssumeRoleWithWebIdentity"))
    policy, policy_arns = read_session_policies(call.instance, role.account, request)
    issued_at = call.instance.clock().replace(microsecond=0)
    session = Session(
        owner_id=role.role_id,
        session_name=request["RoleSessionName"],
        secret=new_secret(),
        issued_at=issued_at,
        expires_at=issued_at + timedelta(seconds=duration_of(role, request)),
        policy=policy,
        policy_arns=policy_arns,
        tags=identity.session.tags,
        transitive=identity.session.transitive,
        source_identity=identity.session.source_identity,
        federation=identity.session_keys,
    )
    answer = issue(call.instance, session, role.account, request)
    principal = session_principal(role.arn, role.role_id, session.session_name, role.tags, session.tags)
    return answer | {
        "AssumedRoleUser": {"AssumedRoleId": principal.principal_id, "Arn": principal.arn},
        "SubjectFromWebIdentityToken": identity.subject,
        "Audience": identity.audience,
        "Provider": identity.provider.arn,
    }


def _refuse_oauth(request: Request) -> None:
    """OAuth 2.0 access tokens are checked by their providers, which are not asked here: none of them is accepted."""
    provider = request.get("ProviderId")
    if provider == "www.amazon.com":
        raise InvalidIdentityToken("Provided Token is not a Login With Amazon token")
    if provider == "graph.facebook.com":
        raise IDPRejectedClaim("graph.facebook.com: the access token cannot be checked")
    if provider is not None:
        raise ValidationError(f"Invalid identity provider: {provider[:_SHOWN_ISSUER]}")


def _identity(instance: Instance, account: str, text: str) -> WebIdentity:
    try:
        token = SignedToken.parse(text)
    except NotSigned:
        raise InvalidIdentityToken(
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
        ) from None
    provider = _provider(instance, account, token)
    keys: ProviderKeys = instance.parts.setdefault("sts.provider_keys", ProviderKeys())
    try:
        claims = token.verified(keys.keys_for(provider, token))
    except NoKey:
        raise InvalidIdentityToken(_NO_KEY) from None
    except WrongCertificate:
        raise InvalidIdentityToken(
            "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint"
        ) from None
    except Unreachable:
        raise IDPCommunicationError(f"{provider.url} could not be reached") from None
    except WrongSignature:
        raise InvalidIdentityToken("Token signature invalid") from None
    return WebIdentity.of(claims, provider, int(instance.clock().timestamp()))


def _provider(instance: Instance, account: str, token: SignedToken) -> OidcProvider:
    issuer = token.unverified.get("iss")
    if not isinstance(issuer, str):
        raise InvalidIdentityToken("The token must have a claim iss")
    found = provider_of_issuer(instance, account, issuer)
    if found is None:
        raise InvalidIdentityToken(f"No OpenIDConnect provider found in your account for {issuer[:_SHOWN_ISSUER]}")
    return found


def _authorize(asking: Call, role: Role | PlainResource, identity: WebIdentity, request: Request) -> None:
    wanted = identity.session
    keys = role_keys(role, request["RoleSessionName"]) | identity.keys | tag_keys(wanted.tags, wanted.transitive)
    if wanted.source_identity:
        keys["sts:SourceIdentity"] = wanted.source_identity
    needed = ["AssumeRoleWithWebIdentity"]
    needed += ["TagSession"] if wanted.tags else []
    needed += ["SetSourceIdentity"] if wanted.source_identity else []
    for name in needed:
        decision = sts.decide(asking, f"sts:{name}", role, keys)
        if not decision.allowed:
            raise AccessDenied(decision, _refused(name))


def _refused(name: str) -> str:
    return f"Not authorized to perform sts:{name}"

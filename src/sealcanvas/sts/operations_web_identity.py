"""AssumeRoleWithWebIdentity: temporary credentials for a role, for whomever an identity provider vouches for.

It is called without a signature: who asks is known by the token alone.
"""

from datetime import timedelta

from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.sts.errors import IDPRejectedClaim, InvalidIdentityToken, ValidationError
from sealcanvas.sts.identity_token import verified
from sealcanvas.sts.issue import issue
from sealcanvas.sts.service import sts
from sealcanvas.sts.session import session_principal
from sealcanvas.sts.session_policies import read_session_policies
from sealcanvas.sts.target import duration_of, role_target
from sealcanvas.sts.web_identity_trust import asking_as, check_trust, session_of

_SHOWN_PROVIDER = 255


# Not atomic: a provider's server may have to be asked for its keys, and nobody else may wait for that.
@sts.operation("AssumeRoleWithWebIdentity", action=None, atomic=False)
def assume_role_with_web_identity(call: Call, request: Request) -> Request:
    """Make a session of the role, if the token holds and the role's trust policy names its provider."""
    _refuse_oauth(request)
    role = role_target(call, request)
    event = call.journal.events[-1]
    event.resources.append(role.arn)
    identity = verified(call.instance, role.account, request["WebIdentityToken"]).identity
    asking = asking_as(call, identity)
    event.user_identity = asking.event("", "").user_identity
    event.account = role.account  # it is that account's matter who assumes its roles
    role = check_trust(asking, role, request["RoleSessionName"], identity)
    policy, policy_arns = read_session_policies(call.instance, role.account, request)
    issued_at = call.instance.clock().replace(microsecond=0)
    expires_at = issued_at + timedelta(seconds=duration_of(role, request))
    session = session_of(role, request["RoleSessionName"], identity, issued_at, expires_at, policy, policy_arns)
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
        raise ValidationError(f"Invalid identity provider: {provider[:_SHOWN_PROVIDER]}")

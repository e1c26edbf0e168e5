"""GetSessionToken and GetFederationToken: credentials for a user itself, or for somebody that it vouches for."""

from datetime import timedelta

from sealcanvas.access.principal import Principal
from sealcanvas.access.request import Keys
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource
from sealcanvas.sts.credentials import new_secret
from sealcanvas.sts.errors import WrongCredentials
from sealcanvas.sts.issue import issue
from sealcanvas.sts.own_calls import check_long_lived
from sealcanvas.sts.service import sts
from sealcanvas.sts.session import Session, SessionKind
from sealcanvas.sts.session_policies import read_session_policies
from sealcanvas.sts.session_tags import read_session_tags, tag_keys

_TWELVE_HOURS = 43_200
_ROOT_SECONDS = 3_600


@sts.operation("GetSessionToken", action=None)
def get_session_token(call: Call, request: Request) -> Request:
    """Make a session in which the user acts as itself; no policy is asked, as in AWS."""
    check_long_lived(call, "GetSessionToken")
    if "SerialNumber" in request or "TokenCode" in request:
        # Nobody has an MFA device here, so that no code can be right.
        raise WrongCredentials("MultiFactorAuthentication failed with invalid MFA one time pass code.")
    kind: SessionKind = "root" if call.principal.kind == "root" else "user"
    return issue(call.instance, _session(call, request, kind), call.account, request)


def _federated_user(call: Call, request: Request) -> PlainResource:
    return PlainResource(f"arn:aws:sts::{call.account}:federated-user/{request['Name']}", call.account)


def _keys(_call: Call, _target: PlainResource, request: Request) -> Keys:
    return tag_keys({tag["Key"]: tag["Value"] for tag in request.get("Tags", ())})


@sts.operation("GetFederationToken", resource=_federated_user, conditions=_keys)
def get_federation_token(call: Call, target: PlainResource, request: Request) -> Request:
    """Make a session of a federated user, with what the user's policies and the session's own both give."""
    check_long_lived(call, "GetFederationToken")
    tags = read_session_tags((tag["Key"], tag["Value"]) for tag in request.get("Tags", ()))
    if tags:
        sts.check(call, "sts:TagSession", target, tag_keys(tags))
    policy, policy_arns = read_session_policies(call.instance, call.account, request)
    session = _session(
        call, request, "federated-user", name=request["Name"], policy=policy, policy_arns=policy_arns, tags=tags
    )
    issuer = call.principal
    principal = Principal.federated_user(call.account, request["Name"], issuer.arn, issuer.principal_id)
    return issue(call.instance, session, call.account, request) | {
        "FederatedUser": {"FederatedUserId": principal.principal_id, "Arn": principal.arn}
    }


def _session(
    call: Call,
    request: Request,
    kind: SessionKind,
    *,
    name: str = "",
    policy: str | None = None,
    policy_arns: tuple[str, ...] | None = None,
    tags: dict[str, str] | None = None,
) -> Session:
    seconds: int = request.get("DurationSeconds", _TWELVE_HOURS)
    if call.principal.kind == "root":
        seconds = min(seconds, _ROOT_SECONDS)
    issued_at = call.instance.clock().replace(microsecond=0)
    return Session(
        kind=kind,
        owner_id=call.principal.principal_id,
        session_name=name,
        secret=new_secret(),
        issued_at=issued_at,
        expires_at=issued_at + timedelta(seconds=seconds),
        policy=policy,
        policy_arns=policy_arns,
        tags=tags or {},
    )

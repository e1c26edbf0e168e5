"""AssumeRole: temporary credentials for a role, if its trust policy lets the caller have them."""

from collections.abc import Mapping
from datetime import timedelta

from sealcanvas.access.request import Keys
from sealcanvas.iam.roles import Role
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource
from sealcanvas.sts.credentials import new_secret
from sealcanvas.sts.errors import AccessDenied, ValidationError
from sealcanvas.sts.issue import issue
from sealcanvas.sts.service import sts
from sealcanvas.sts.session import TRANSITIVE_TAG_KEYS, Session, session_principal
from sealcanvas.sts.session_policies import read_session_policies
from sealcanvas.sts.session_tags import check_transitive, read_session_tags, tag_keys
from sealcanvas.sts.target import duration_of, role_keys, role_target

_HOUR = 3_600


def _keys(_call: Call, target: Role | PlainResource, request: Request) -> Keys:
    keys = role_keys(target, request["RoleSessionName"])
    if "ExternalId" in request:
        keys["sts:ExternalId"] = request["ExternalId"]
    if "SourceIdentity" in request:
        keys["sts:SourceIdentity"] = request["SourceIdentity"]
    tags = {tag["Key"]: tag["Value"] for tag in request.get("Tags", ())}
    return keys | tag_keys(tags, request.get("TransitiveTagKeys", ()))


@sts.operation("AssumeRole", resource=role_target, conditions=_keys)
def assume_role(call: Call, role: Role | PlainResource, request: Request) -> Request:
    """Make a session of the role."""
    _check_caller(call, role, request)
    if not isinstance(role, Role):
        raise AccessDenied(call.journal.decisions[-1])  # a trust policy that is not there allowed nothing
    tags, transitive = _session_tags(call, role, request)
    source_identity = _source_identity(call, role, request)
    policy, policy_arns = read_session_policies(call.instance, role.account, request)
    issued_at = call.instance.clock().replace(microsecond=0)
    session = Session(
        owner_id=role.role_id,
        session_name=request["RoleSessionName"],
        secret=new_secret(),
        issued_at=issued_at,
        expires_at=issued_at + timedelta(seconds=_duration(call, role, request)),
        policy=policy,
        policy_arns=policy_arns,
        tags=tags,
        transitive=transitive,
        source_identity=source_identity,
    )
    answer = issue(call.instance, session, role.account, request)
    principal = session_principal(role.arn, role.role_id, session.session_name, role.tags, tags)
    return answer | {"AssumedRoleUser": {"AssumedRoleId": principal.principal_id, "Arn": principal.arn}}


def _check_caller(call: Call, role: Role | PlainResource, request: Request) -> None:
    decision = call.journal.decisions[-1]
    if call.principal.kind == "root":
        raise AccessDenied(decision, "Roles may not be assumed by root accounts.")
    if call.principal.kind == "federated-user":
        raise AccessDenied(decision, "Cannot call AssumeRole with federated user credentials")
    if "SerialNumber" in request or "TokenCode" in request:
        # Nobody has an MFA device here, so that no code can be right.
        raise AccessDenied(decision, "MultiFactorAuthentication failed with invalid MFA one time pass code.")
    if "ProvidedContexts" in request:
        raise AccessDenied(decision, f"No trusted context provider is known for {role.arn}.")


def _duration(call: Call, role: Role, request: Request) -> int:
    seconds = duration_of(role, request)
    if call.principal.kind == "role-session" and seconds > _HOUR:
        raise ValidationError(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
        )
    return seconds


def _session_tags(call: Call, role: Role, request: Request) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """The session's tags with those it inherits, and the keys that later sessions inherit."""
    inherited_keys = tuple(call.context.get(TRANSITIVE_TAG_KEYS, ()))
    inherited = {key: call.principal.tags[key] for key in inherited_keys}
    given = read_session_tags(((tag["Key"], tag["Value"]) for tag in request.get("Tags", ())), inherited)
    asked = tuple(request.get("TransitiveTagKeys", ()))
    check_transitive(asked, given)
    if given or inherited:
        sts.check(call, "sts:TagSession", role, _keys(call, role, request))
    return inherited | given, (*inherited_keys, *asked)


def _source_identity(call: Call, role: Role, request: Request) -> str:
    """The source identity of the session: once set, it stays along a chain."""
    held = call.context.get("aws:SourceIdentity")
    asked: str = request.get("SourceIdentity", "")
    if isinstance(held, str) and held:
        if asked and asked != held:
            raise ValidationError("The source identity of a session cannot be changed by role chaining.")
        asked = held
    if asked:
        sts.check(call, "sts:SetSourceIdentity", role, _keys(call, role, request) | {"sts:SourceIdentity": asked})
    return asked

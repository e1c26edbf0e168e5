"""AssumeRole: temporary credentials for a role, if its trust policy lets the caller have them."""

from collections.abc import Mapping
from datetime import timedelta

from sealcanvas.access.policy import PolicyDocument, PolicySyntaxError
from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.managed_policies import find_policy
from sealcanvas.iam.roles import Role, find_role
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource
from sealcanvas.sts.credentials import credentials_of, new_secret
from sealcanvas.sts.errors import AccessDenied, MalformedPolicyDocument, PackedPolicyTooLarge, ValidationError
from sealcanvas.sts.service import sts
from sealcanvas.sts.session import TRANSITIVE_TAG_KEYS, Session, session_principal
from sealcanvas.sts.session_token import MAXIMUM_SIZE, TokenTooLong

_HOUR = 3_600
_POLICY_CHARACTERS = 2_048
_POLICY_ARNS = 10
Keys = dict[str, str | tuple[str, ...]]


def _role(call: Call, request: Request) -> Role | PlainResource:
    parts = IamArn.parse(request["RoleArn"])
    if parts is None or parts.kind != "role":
        raise ValidationError(f"{request['RoleArn']} is invalid")
    # A role that is not there refuses like one that trusts nobody: strangers learn nothing.
    return find_role(call.instance, request["RoleArn"]) or PlainResource(request["RoleArn"], parts.account)


def _keys(_call: Call, target: Role | PlainResource, request: Request) -> Keys:
    keys: Keys = {"sts:RoleSessionName": request["RoleSessionName"]}
    keys |= {f"iam:ResourceTag/{key}": value for key, value in target.tags.items()}
    if "ExternalId" in request:
        keys["sts:ExternalId"] = request["ExternalId"]
    if "SourceIdentity" in request:
        keys["sts:SourceIdentity"] = request["SourceIdentity"]
    tags = request.get("Tags", ())
    keys |= {f"aws:RequestTag/{tag['Key']}": tag["Value"] for tag in tags}
    if tags:
        keys["aws:TagKeys"] = tuple(tag["Key"] for tag in tags)
    if request.get("TransitiveTagKeys"):
        keys["sts:TransitiveTagKeys"] = tuple(request["TransitiveTagKeys"])
    return keys


@sts.operation("AssumeRole", resource=_role, conditions=_keys)
def assume_role(call: Call, role: Role | PlainResource, request: Request) -> Request:
    """Make a session of the role."""
    _check_caller(call, role, request)
    if not isinstance(role, Role):
        raise AccessDenied(call.journal.decisions[-1])  # a trust policy that is not there allowed nothing
    tags, transitive = _session_tags(call, role, request)
    source_identity = _source_identity(call, role, request)
    arns = [entry["arn"] for entry in request.get("PolicyArns", ())]
    _check_session_policies(call, role, request.get("Policy"), arns)
    issued_at = call.instance.clock().replace(microsecond=0)
    session = Session(
        role_id=role.role_id,
        session_name=request["RoleSessionName"],
        secret=new_secret(),
        issued_at=issued_at,
        expires_at=issued_at + timedelta(seconds=_duration(call, role, request)),
        policy=request.get("Policy"),
        policy_arns=tuple(arns) if arns else None,
        tags=tags,
        transitive=transitive,
        source_identity=source_identity,
    )
    try:
        credentials = credentials_of(call.instance, session, minimum_size=request.get("MinimumSessionTokenSize", 0))
    except TokenTooLong as error:
        used = -(-100 * error.size // MAXIMUM_SIZE)
        raise PackedPolicyTooLarge(
            f"Packed policy consumes {used}% of allotted space, please use smaller policy."
        ) from None
    principal = session_principal(role.arn, role.role_id, session.session_name, role.tags, tags)
    size = len(credentials.session_token)
    answer: Request = {
        "Credentials": {
            "AccessKeyId": credentials.access_key_id,
            "SecretAccessKey": credentials.secret.reveal().decode(),
            "SessionToken": credentials.session_token,
            "Expiration": credentials.expires_at,
        },
        "AssumedRoleUser": {"AssumedRoleId": principal.principal_id, "Arn": principal.arn},
        "SessionTokenSize": size,
        "SessionTokenUtilization": -(-100 * size // MAXIMUM_SIZE),
    }
    if source_identity:
        answer["SourceIdentity"] = source_identity
    if session.policy is not None or arns or tags:
        answer["PackedPolicySize"] = answer["SessionTokenUtilization"]
    return answer


def _check_caller(call: Call, role: Role | PlainResource, request: Request) -> None:
    decision = call.journal.decisions[-1]
    if call.principal.kind == "root":
        raise AccessDenied(decision, "Roles may not be assumed by root accounts.")
    if "SerialNumber" in request or "TokenCode" in request:
        # Nobody has an MFA device here, so that no code can be right.
        raise AccessDenied(decision, "MultiFactorAuthentication failed with invalid MFA one time pass code.")
    if "ProvidedContexts" in request:
        raise AccessDenied(decision, f"No trusted context provider is known for {role.arn}.")


def _duration(call: Call, role: Role, request: Request) -> int:
    seconds: int = request.get("DurationSeconds", _HOUR)
    if seconds > role.max_session_seconds:
        raise ValidationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
    if call.principal.kind == "role-session" and seconds > _HOUR:
        raise ValidationError(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
        )
    return seconds


def _session_tags(call: Call, role: Role, request: Request) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """The session's tags with those it inherits, and the keys that later sessions inherit."""
    inherited_keys = tuple(call.context.get(TRANSITIVE_TAG_KEYS, ()))
    inherited = {key: call.principal.tags[key] for key in inherited_keys}
    fixed = {key.lower() for key in inherited}
    given: dict[str, str] = {}
    for tag in request.get("Tags", ()):
        key = tag["Key"]
        if key.lower() in fixed:
            raise ValidationError(f"The tag {key} is transitive from the calling session and cannot be set.")
        if key.lower() in {other.lower() for other in given}:
            raise ValidationError("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
        if key.lower().startswith("aws:"):
            raise ValidationError("Tag keys beginning with aws: are reserved for AWS use.")
        given[key] = tag["Value"]
    asked = tuple(request.get("TransitiveTagKeys", ()))
    if any(key not in given for key in asked):
        raise ValidationError("The specified transitive tag key must be included in the requested tags.")
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


def _check_session_policies(call: Call, role: Role, policy: str | None, arns: list[str]) -> None:
    if policy is not None:
        try:
            PolicyDocument.parse(policy, "session")
        except PolicySyntaxError as error:
            raise MalformedPolicyDocument(error.message) from None
    if len(policy or "") > _POLICY_CHARACTERS:
        raise ValidationError(
            "1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less "
            f"than or equal to {_POLICY_CHARACTERS}"
        )
    if len(arns) > _POLICY_ARNS:
        raise ValidationError(
            "1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must have length "
            f"less than or equal to {_POLICY_ARNS}"
        )
    for arn in arns:
        found = find_policy(call.instance, arn)
        if found is None or found.account not in ("aws", role.account):
            raise MalformedPolicyDocument(f"{arn} does not exist or is not attachable.")

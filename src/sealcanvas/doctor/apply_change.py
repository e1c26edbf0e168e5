"""A mend's change made, by the operation with which the caller would make it himself."""

from sealcanvas.access.arn import account_of
from sealcanvas.access.decision import Decision
from sealcanvas.access.mend import Change
from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.inline_place import inline_place
from sealcanvas.iam.operations_group_policies import put_group_policy
from sealcanvas.iam.operations_policy_versions import create_policy_version
from sealcanvas.iam.operations_role_policies import put_role_policy
from sealcanvas.iam.operations_roles import update_assume_role_policy
from sealcanvas.iam.operations_user_policies import put_user_policy
from sealcanvas.kms.key_policy import put_key_policy
from sealcanvas.organizations.operations_policies import update_policy
from sealcanvas.s3.bucket import bucket_in
from sealcanvas.s3.bucket_policy import put_bucket_policy
from sealcanvas.service.call import Call
from sealcanvas.service.own_errors import ValidationException, WrongCredentialsException
from sealcanvas.sts.session import is_temporary

_NEW_POLICY = "Mend-{}"
_CONTROL = "arn:aws:organizations::"
_IN_IAM = frozenset({"identity", "boundary", "trust"})
_PUT = {"role": put_role_policy, "user": put_user_policy, "group": put_group_policy}


def applicable(decision: Decision, change: Change) -> bool:
    """Whether there is an operation that makes the change: a session's own policies ended with the session."""
    return change.target != "session" and owner_of(decision, change) != ""


def owner_of(decision: Decision, change: Change) -> str:
    """The account whose policy is changed; "" where there is no such policy."""
    match change.target:
        case "resource" | "trust":
            return decision.request.resource_account
        case "service-control":
            return account_of(change.place) if change.place.startswith(_CONTROL) else ""
        case _:
            entity = _entity(decision)
            return decision.request.principal.account if change.place or entity is not None else ""


def apply_change(call: Call, decision: Decision, change: Change, decision_id: str) -> None:
    """Make the change, as the caller.

    Raises:
        ValidationException: there is no operation that makes it, or the policy is another account's.
        WrongCredentialsException: IAM takes no credentials of the caller's kind.
        ServiceError: that operation's own; AccessDenied where the caller may not use it.
    """
    if not applicable(decision, change):
        raise ValidationException(f"The {change.document} cannot be changed by an operation.")
    if owner_of(decision, change) != call.account:  # a name means something else in another account
        raise ValidationException(f"The {change.document} belongs to another account.")
    if change.target in _IN_IAM:
        _check_credentials(call)
    resource = decision.request.resource
    match change.target:
        case "resource" if decision.rules == "key":
            put_key_policy(call, {"KeyId": resource, "PolicyName": "default", "Policy": change.after})
        case "resource":
            put_bucket_policy(call, {"Bucket": bucket_in(resource), "Policy": change.after})
        case "trust":
            name = resource.rpartition("/")[2]
            update_assume_role_policy(call, {"RoleName": name, "PolicyDocument": change.after})
        case "service-control":
            update_policy(call, {"PolicyId": change.place.rpartition("/")[2], "Content": change.after})
        case _:
            _apply_to_identity(call, decision, change, decision_id)


def _check_credentials(call: Call) -> None:
    """Keep off IAM whoever could not call it himself: the credentials of GetSessionToken and GetFederationToken."""
    if call.principal.kind != "role-session" and is_temporary(call.context):
        raise WrongCredentialsException("Cannot change policies in IAM with session credentials of a user")


def _apply_to_identity(call: Call, decision: Decision, change: Change, decision_id: str) -> None:
    inline = inline_place(change.place)
    if change.place and inline is None:
        create_policy_version(call, {"PolicyArn": change.place, "PolicyDocument": change.after, "SetAsDefault": True})
        return
    arn, name = inline or ("", "")
    entity = IamArn.parse(arn) if arn else _entity(decision)
    if entity is None:
        raise ValidationException(f"The {change.document} cannot be changed by an operation.")
    policy_name = name or _NEW_POLICY.format(decision_id[:8])
    request = {"PolicyName": policy_name, "PolicyDocument": change.after}
    _PUT[entity.kind](call, {f"{entity.kind.capitalize()}Name": entity.name, **request})


def _entity(decision: Decision) -> IamArn | None:
    entity = IamArn.parse(decision.request.principal.stable_arn)
    return entity if entity is not None and entity.kind in ("role", "user") else None

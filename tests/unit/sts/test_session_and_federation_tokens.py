"""GetSessionToken and GetFederationToken: who may call them, and what their credentials may."""

import re
from datetime import timedelta
from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.iam.errors import AccessDenied as IamAccessDenied
from sealcanvas.service.instance import Instance
from sealcanvas.sts import errors
from sealcanvas.sts.authenticate import ExpiredToken, InvalidToken
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT
from tests.unit.iam.asking import EVERYTHING, Ask, ask_as, make_role, make_user, policy, root, trusting
from tests.unit.sts.sessions import ask_with, identity_of

FEDERATE = {"Action": ["sts:GetFederationToken", "sts:TagSession"], "Resource": "*"}
ALL = {"Action": "*", "Resource": "*"}
BOB = f"arn:aws:sts::{ACCOUNT}:federated-user/bob"


def _federate(ask: Ask, **members: Any) -> dict[str, Any]:
    return ask("sts:GetFederationToken", Name="bob", **members)


def test_a_users_own_session_is_the_user(instance: Instance, clock: Clock) -> None:
    jane = make_user(instance, "jane")
    answer = ask_as(instance, jane)("sts:GetSessionToken")  # needs no permission
    assert set(answer) == {"Credentials", "SessionTokenSize", "SessionTokenUtilization"}
    assert answer["Credentials"]["Expiration"] == clock() + timedelta(hours=12)
    identity = identity_of(instance, answer)
    assert identity.principal == jane
    assert identity.session_policies is None
    assert dict(identity.context) == {
        "aws:TokenIssueTime": "2026-11-24T09:30:00Z",
        "aws:MultiFactorAuthPresent": "false",
    }
    assert ask_with(instance, answer)("sts:GetCallerIdentity")["Arn"] == jane.arn


def test_a_policy_cannot_forbid_a_users_own_session(instance: Instance) -> None:
    jane = make_user(instance, "jane", {"Effect": "Deny", "Action": "*", "Resource": "*"})
    assert ask_as(instance, jane)("sts:GetSessionToken")


@pytest.mark.parametrize(("operation", "members"), [("GetSessionToken", {}), ("GetFederationToken", {"Name": "bob"})])
def test_durations(instance: Instance, clock: Clock, operation: str, members: dict[str, str]) -> None:
    jane = ask_as(instance, make_user(instance, "jane", ALL))
    for ask, given, hours in (
        (jane, {}, 12),
        (jane, {"DurationSeconds": 129_600}, 36),
        (jane, {"DurationSeconds": 900}, 0.25),
        (root(instance), {}, 1),
        (root(instance), {"DurationSeconds": 129_600}, 1),
        (root(instance), {"DurationSeconds": 900}, 0.25),
    ):
        answer = ask(f"sts:{operation}", **members, **given)
        assert answer["Credentials"]["Expiration"] == clock() + timedelta(hours=hours)
    for seconds in (899, 129_601):
        with pytest.raises(Exception, match="durationSeconds"):
            jane(f"sts:{operation}", **members, DurationSeconds=seconds)
    answer = jane(f"sts:{operation}", **members, DurationSeconds=900)
    clock.advance(seconds=899)
    identity_of(instance, answer)
    clock.advance(seconds=1)
    with pytest.raises(ExpiredToken):
        identity_of(instance, answer)


def test_a_code_without_a_device_is_wrong(instance: Instance) -> None:
    ask = ask_as(instance, make_user(instance, "jane"))
    for members in ({"SerialNumber": "arn:aws:iam::1:mfa/jane"}, {"TokenCode": "123456"}):
        with pytest.raises(errors.WrongCredentials, match="MultiFactorAuthentication failed") as caught:
            ask("sts:GetSessionToken", **members)
        assert (caught.value.code, caught.value.status) == ("AccessDenied", 403)


def _of_user(instance: Instance) -> dict[str, Any]:
    return ask_as(instance, make_user(instance, "jane", ALL))("sts:GetSessionToken")


def _of_root(instance: Instance) -> dict[str, Any]:
    return root(instance)("sts:GetSessionToken")


def _federated(instance: Instance) -> dict[str, Any]:
    return _federate(ask_as(instance, make_user(instance, "jane", ALL)), Policy=EVERYTHING)


def _of_role(instance: Instance) -> dict[str, Any]:
    jane = make_user(instance, "jane")
    arn = make_role(instance, "R", trusting({"AWS": jane.arn}))
    root(instance)("iam:PutRolePolicy", RoleName="R", PolicyName="own", PolicyDocument=EVERYTHING)
    return ask_as(instance, jane)("sts:AssumeRole", RoleArn=arn, RoleSessionName="session")


CALLS: dict[str, dict[str, Any]] = {
    "GetSessionToken": {},
    "GetFederationToken": {"Name": "bob"},
    "AssumeRole": {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/Target", "RoleSessionName": "s1"},
    "DecodeAuthorizationMessage": {"EncodedMessage": "none"},
    "GetAccessKeyInfo": {"AccessKeyId": "AKIAAAAAAAAAAAAAAAAA"},
    "GetCallerIdentity": {},
}


@pytest.mark.parametrize(
    ("make", "refused"),
    [
        (_of_role, {"GetSessionToken", "GetFederationToken"}),
        (_of_user, {"GetSessionToken", "GetFederationToken", "DecodeAuthorizationMessage", "GetAccessKeyInfo"}),
        (_of_root, set(CALLS) - {"GetCallerIdentity"}),  # AssumeRole too: root users assume no roles
        (_federated, set(CALLS) - {"GetCallerIdentity"}),
    ],
)
def test_which_of_stss_operations_credentials_may_call(instance: Instance, make: Any, refused: set[str]) -> None:
    ask = ask_with(instance, make(instance))
    make_role(instance, "Target", trusting({"AWS": ACCOUNT}))
    found = set()
    for operation, members in CALLS.items():
        try:
            ask(f"sts:{operation}", **members)
        except (errors.WrongCredentials, errors.AccessDenied) as error:
            found.add(operation if re.match("Cannot call|Roles may not", error.message) else error.message)
        except (errors.ValidationError, errors.InvalidAuthorizationMessageException):
            continue  # allowed, and then there is nothing to tell
    assert found == refused


@pytest.mark.parametrize(
    ("make", "barred"), [(_of_role, False), (_of_user, True), (_of_root, True), (_federated, True)]
)
def test_iam_takes_no_credentials_of_users_sessions(instance: Instance, make: Any, barred: bool) -> None:
    identity = identity_of(instance, make(instance))
    for service in ("sts", "s3", "kms", "sagemaker", "sealcanvas"):
        identity.check_service(service)
    if barred:
        with pytest.raises(InvalidToken):
            identity.check_service("iam")
    else:
        identity.check_service("iam")


def test_a_federated_user_is_who_the_answer_says(instance: Instance) -> None:
    jane = make_user(instance, "jane", FEDERATE)
    answer = _federate(ask_as(instance, jane), Policy=EVERYTHING)
    assert answer["FederatedUser"] == {"FederatedUserId": f"{ACCOUNT}:bob", "Arn": BOB}
    assert answer["PackedPolicySize"] == answer["SessionTokenUtilization"]
    principal = identity_of(instance, answer).principal
    assert (principal.kind, principal.issuer_arn, principal.issuer_id) == (
        "federated-user",
        jane.arn,
        jane.principal_id,
    )
    assert ask_with(instance, answer)("sts:GetCallerIdentity") == {
        "UserId": f"{ACCOUNT}:bob",
        "Account": ACCOUNT,
        "Arn": BOB,
    }


def test_federating_needs_permission_on_the_federated_user(instance: Instance) -> None:
    jane = make_user(instance, "jane", {"Action": "sts:GetFederationToken", "Resource": BOB})
    ask = ask_as(instance, jane)
    _federate(ask)
    with pytest.raises(errors.AccessDenied, match=f"{BOB}y because no identity-based policy allows"):
        ask("sts:GetFederationToken", Name="boby")
    with pytest.raises(errors.AccessDenied, match="sts:TagSession"):
        _federate(ask, Tags=[{"Key": "Team", "Value": "blue"}])


def _may(instance: Instance, answer: dict[str, Any], operation: str) -> bool:
    try:
        ask_with(instance, answer)(operation)
    except IamAccessDenied:
        return False
    return True


def test_a_federated_user_has_what_user_and_session_policy_both_give(instance: Instance) -> None:
    # IAM's door is closed to federated users; behind it, its operations show what the policies give.
    lists = {"Action": ["iam:ListRoles", "iam:ListUsers"], "Resource": "*"}
    ask = ask_as(instance, make_user(instance, "jane", FEDERATE, lists))
    narrow = policy({"Action": ["iam:ListRoles", "iam:ListPolicies"], "Resource": "*"})
    answer = _federate(ask, Policy=narrow)
    assert _may(instance, answer, "iam:ListRoles")
    assert not _may(instance, answer, "iam:ListUsers")  # the session policy says nothing of it
    assert not _may(instance, answer, "iam:ListPolicies")  # the user's policies say nothing of it
    managed = root(instance)("iam:CreatePolicy", PolicyName="Narrow", PolicyDocument=narrow)["Policy"]["Arn"]
    by_arn = _federate(ask, PolicyArns=[{"arn": managed}])
    assert _may(instance, by_arn, "iam:ListRoles")
    assert not _may(instance, by_arn, "iam:ListUsers")
    without = _federate(ask)
    assert identity_of(instance, without).session_policies == ()
    assert not _may(instance, without, "iam:ListRoles")
    root(instance)("iam:DeleteUserPolicy", UserName="jane", PolicyName="own")
    assert not _may(instance, answer, "iam:ListRoles")  # the user's policies count as they stand


def test_a_boundary_of_the_user_bounds_its_federated_users(instance: Instance) -> None:
    ask = root(instance)
    boundary = ask("iam:CreatePolicy", PolicyName="B", PolicyDocument=policy({"Action": "sts:*", "Resource": "*"}))
    ask("iam:CreateUser", UserName="jane", PermissionsBoundary=boundary["Policy"]["Arn"])
    ask("iam:PutUserPolicy", UserName="jane", PolicyName="own", PolicyDocument=EVERYTHING)
    user = ask("iam:GetUser", UserName="jane")["User"]
    answer = _federate(ask_as(instance, Principal.user(ACCOUNT, "jane", user["UserId"])), Policy=EVERYTHING)
    assert not _may(instance, answer, "iam:ListRoles")


def test_a_federated_user_of_the_root_user_has_what_its_session_policies_give(instance: Instance) -> None:
    answer = _federate(root(instance), Policy=policy({"Action": "iam:ListRoles", "Resource": "*"}))
    assert _may(instance, answer, "iam:ListRoles")
    assert not _may(instance, answer, "iam:ListUsers")


def test_tags_of_user_and_session(instance: Instance) -> None:
    jane = make_user(instance, "jane", FEDERATE)
    answer = _federate(ask_as(instance, jane), Policy=EVERYTHING, Tags=[{"Key": "team", "Value": "red"}])
    assert identity_of(instance, answer).principal.tags == {"team": "red"}
    for tags in ([("a", "1"), ("A", "2")], [("aws:x", "1")]):
        with pytest.raises(errors.ValidationError):
            _federate(ask_as(instance, jane), Tags=[{"Key": key, "Value": value} for key, value in tags])


def test_session_policies_that_cannot_be(instance: Instance) -> None:
    ask = ask_as(instance, make_user(instance, "jane", FEDERATE))
    with pytest.raises(errors.MalformedPolicyDocument):
        _federate(ask, Policy="{}x")
    with pytest.raises(errors.MalformedPolicyDocument, match="not attachable"):
        _federate(ask, PolicyArns=[{"arn": f"arn:aws:iam::{ACCOUNT}:policy/Nothing"}])


@pytest.mark.parametrize("make", [_of_user, _federated])
def test_the_sessions_of_a_deleted_user_end_at_once(instance: Instance, make: Any) -> None:
    answer = make(instance)
    root(instance)("iam:DeleteUserPolicy", UserName="jane", PolicyName="own")
    identity_of(instance, answer)
    root(instance)("iam:DeleteUser", UserName="jane")
    with pytest.raises(InvalidToken):
        identity_of(instance, answer)
    make_user(instance, "jane")
    with pytest.raises(InvalidToken):  # one made again under the name is another
        identity_of(instance, answer)


def test_a_key_made_inactive_or_deleted_leaves_the_sessions_that_it_asked_for(instance: Instance) -> None:
    answer = _of_user(instance)
    key = root(instance)("iam:CreateAccessKey", UserName="jane")["AccessKey"]["AccessKeyId"]
    root(instance)("iam:UpdateAccessKey", UserName="jane", AccessKeyId=key, Status="Inactive")
    identity_of(instance, answer)
    root(instance)("iam:DeleteAccessKey", UserName="jane", AccessKeyId=key)
    identity_of(instance, answer)


def test_no_secret_reaches_the_trail(instance: Instance) -> None:
    for answer in (_of_root(instance), _federate(root(instance))):
        credentials = answer["Credentials"]
        for secret in (credentials["SecretAccessKey"], credentials["SessionToken"]):
            assert secret not in repr(instance.trail.newest(20))

from datetime import timedelta
from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.service.call import new_request_id
from sealcanvas.service.instance import Instance
from sealcanvas.sts import errors
from sealcanvas.sts.authenticate import ExpiredToken, InvalidToken, UnknownAccessKey, authenticate
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT
from tests.unit.iam.asking import EVERYTHING, Ask, ask_as, make_role, make_user, policy, root, trusting
from tests.unit.sts.sessions import ask_with, identity_of

OTHER = "444455556666"
ASSUME = {"Action": ["sts:AssumeRole", "sts:TagSession"], "Resource": "*"}


def _assume(ask: Ask, arn: str, name: str = "session-1", **members: Any) -> dict[str, Any]:
    return ask("sts:AssumeRole", RoleArn=arn, RoleSessionName=name, **members)


def test_a_session_is_who_the_answer_says(instance: Instance, clock: Clock) -> None:
    jane = make_user(instance, "jane")
    arn = make_role(instance, "R", trusting({"AWS": jane.arn}), Path="/x/")
    answer = _assume(ask_as(instance, jane), arn)
    role_id = root(instance)("iam:GetRole", RoleName="R")["Role"]["RoleId"]
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/R/session-1"
    assert answer["AssumedRoleUser"] == {"AssumedRoleId": f"{role_id}:session-1", "Arn": session}
    assert answer["Credentials"]["AccessKeyId"].startswith("ASIA")
    assert answer["Credentials"]["Expiration"] == clock() + timedelta(hours=1)
    assert ask_with(instance, answer)("sts:GetCallerIdentity") == {
        "UserId": f"{role_id}:session-1",
        "Account": ACCOUNT,
        "Arn": session,
    }
    context = identity_of(instance, answer).context
    assert context["aws:TokenIssueTime"] == "2026-11-24T09:30:00Z"


def test_get_caller_identity_needs_no_permission(instance: Instance) -> None:
    jane = make_user(instance, "jane", {"Effect": "Deny", "Action": "*", "Resource": "*"})
    assert ask_as(instance, jane)("sts:GetCallerIdentity")["Arn"] == jane.arn


@pytest.mark.parametrize(
    ("trusted", "own", "allowed"),
    [
        ("arn:aws:iam::{account}:user/jane", None, True),
        ("arn:aws:iam::{account}:root", None, False),
        ("arn:aws:iam::{account}:root", ASSUME, True),
        ("{account}", ASSUME, True),
        ("arn:aws:iam::{account}:user/jane", {"Effect": "Deny", **ASSUME}, False),
        ("777788889999", ASSUME, False),
    ],
)
def test_whom_a_trust_policy_lets_in(
    instance: Instance, trusted: str, own: dict[str, Any] | None, allowed: bool
) -> None:
    jane = make_user(instance, "jane", *([own] if own else []))
    arn = make_role(instance, "R", trusting({"AWS": trusted.format(account=ACCOUNT)}))
    if allowed:
        _assume(ask_as(instance, jane), arn)
    else:
        with pytest.raises(errors.AccessDenied) as caught:
            _assume(ask_as(instance, jane), arn)
        assert (caught.value.code, caught.value.status) == ("AccessDenied", 403)


def test_across_accounts_both_sides_must_agree(instance: Instance) -> None:
    with_policy = make_user(instance, "jane", ASSUME, account=OTHER)
    without = make_user(instance, "joe", account=OTHER)
    arn = make_role(instance, "R", trusting({"AWS": [with_policy.arn, without.arn]}))
    assert identity_of(instance, _assume(ask_as(instance, with_policy), arn)).principal.account == ACCOUNT
    with pytest.raises(errors.AccessDenied):
        _assume(ask_as(instance, without), arn)


def test_an_external_id_keeps_the_confused_deputy_out(instance: Instance) -> None:
    jane = make_user(instance, "jane", ASSUME, account=OTHER)
    arn = make_role(
        instance, "R", trusting({"AWS": jane.arn}, Condition={"StringEquals": {"sts:ExternalId": "sesame"}})
    )
    ask = ask_as(instance, jane)
    _assume(ask, arn, ExternalId="sesame")
    for members in ({}, {"ExternalId": "Sesame"}):
        with pytest.raises(errors.AccessDenied):
            _assume(ask, arn, **members)


def test_a_principal_made_again_is_trusted_no_more(instance: Instance) -> None:
    jane = make_user(instance, "jane")
    arn = make_role(instance, "R", trusting({"AWS": jane.arn}))
    _assume(ask_as(instance, jane), arn)
    root(instance)("iam:DeleteUser", UserName="jane")
    with pytest.raises(errors.AccessDenied):
        _assume(ask_as(instance, make_user(instance, "jane")), arn)


def test_a_role_made_again_ends_the_sessions_of_the_old_one(instance: Instance) -> None:
    jane = make_user(instance, "jane")
    arn = make_role(instance, "R", trusting({"AWS": jane.arn}))
    answer = _assume(ask_as(instance, jane), arn)
    identity_of(instance, answer)
    root(instance)("iam:DeleteRole", RoleName="R")
    make_role(instance, "R", trusting({"AWS": jane.arn}))
    with pytest.raises(InvalidToken):
        identity_of(instance, answer)


def test_a_role_that_is_not_there_refuses_like_one_that_trusts_nobody(instance: Instance) -> None:
    jane = make_user(instance, "jane", ASSUME)
    make_role(instance, "R", trusting({"Service": "sagemaker.amazonaws.com"}))
    said = []
    for name in ("R", "Q"):
        with pytest.raises(errors.AccessDenied) as caught:
            _assume(ask_as(instance, jane), f"arn:aws:iam::{ACCOUNT}:role/{name}")
        said.append(caught.value.message.replace(f"role/{name}", "role/_"))
    assert said[0] == said[1]
    with pytest.raises(errors.ValidationError, match="is invalid"):
        _assume(ask_as(instance, jane), f"arn:aws:iam::{ACCOUNT}:user/jane")


def test_the_root_user_assumes_nothing(instance: Instance) -> None:
    arn = make_role(instance, "R", trusting({"AWS": ACCOUNT}))
    with pytest.raises(errors.AccessDenied):
        _assume(root(instance), arn)


def test_a_session_has_what_role_and_session_policy_both_give(instance: Instance) -> None:
    jane = make_user(instance, "jane")
    arn = make_role(instance, "R", trusting({"AWS": jane.arn}))
    root(instance)("iam:PutRolePolicy", RoleName="R", PolicyName="own", PolicyDocument=EVERYTHING)
    ask = ask_as(instance, jane)
    ask_with(instance, _assume(ask, arn))("iam:ListUsers")

    narrow = policy({"Action": "iam:ListRoles", "Resource": "*"})
    within = ask_with(instance, _assume(ask, arn, Policy=narrow))
    within("iam:ListRoles")
    with pytest.raises(Exception, match="because no session policy allows the iam:ListUsers action"):
        within("iam:ListUsers")

    managed = root(instance)("iam:CreatePolicy", PolicyName="Narrow", PolicyDocument=narrow)["Policy"]["Arn"]
    answer = _assume(ask, arn, PolicyArns=[{"arn": managed}])
    ask_with(instance, answer)("iam:ListRoles")
    with pytest.raises(Exception, match="no session policy allows"):
        ask_with(instance, answer)("iam:ListUsers")
    root(instance)("iam:DeletePolicy", PolicyArn=managed)
    with pytest.raises(Exception, match="no session policy allows"):
        ask_with(instance, answer)("iam:ListRoles")


def test_session_policies_that_cannot_be(instance: Instance) -> None:
    jane = make_user(instance, "jane")
    arn = make_role(instance, "R", trusting({"AWS": jane.arn}))
    ask = ask_as(instance, jane)
    with pytest.raises(errors.MalformedPolicyDocument):
        _assume(ask, arn, Policy="{}x")
    with pytest.raises(errors.ValidationError, match="2048"):
        _assume(ask, arn, Policy=EVERYTHING + " " * 2_048)
    with pytest.raises(errors.MalformedPolicyDocument, match="not attachable"):
        _assume(ask, arn, PolicyArns=[{"arn": f"arn:aws:iam::{ACCOUNT}:policy/Nothing"}])
    with pytest.raises(errors.ValidationError, match="10"):
        _assume(ask, arn, PolicyArns=[{"arn": "arn:aws:iam::aws:policy/AmazonS3FullAccess"}] * 11)


def test_durations(instance: Instance, clock: Clock) -> None:
    jane = make_user(instance, "jane")
    arn = make_role(instance, "R", trusting({"AWS": [jane.arn, ACCOUNT]}), MaxSessionDuration=7200)
    root(instance)("iam:PutRolePolicy", RoleName="R", PolicyName="own", PolicyDocument=EVERYTHING)
    ask = ask_as(instance, jane)
    answer = _assume(ask, arn, DurationSeconds=7200)
    with pytest.raises(errors.ValidationError, match="exceeds the MaxSessionDuration set for this role"):
        _assume(ask, arn, DurationSeconds=7201)
    chained = ask_with(instance, answer)
    assert _assume(chained, arn, DurationSeconds=3600)
    with pytest.raises(errors.ValidationError, match="1 hour session limit for roles assumed by role chaining"):
        _assume(chained, arn, DurationSeconds=3601)
    clock.advance(seconds=7199)
    identity_of(instance, answer)
    clock.advance(seconds=1)
    with pytest.raises(ExpiredToken):
        identity_of(instance, answer)


def test_tags_of_role_and_session_and_what_a_chain_inherits(instance: Instance) -> None:
    jane = make_user(instance, "jane")
    first = make_role(instance, "First", trusting({"AWS": jane.arn}), Tags=[{"Key": "Team", "Value": "blue"}])
    root(instance)("iam:PutRolePolicy", RoleName="First", PolicyName="own", PolicyDocument=EVERYTHING)
    second = make_role(instance, "Second", trusting({"AWS": ACCOUNT}))
    tags = [{"Key": "team", "Value": "red"}, {"Key": "cost", "Value": "7"}]
    answer = _assume(ask_as(instance, jane), first, Tags=tags, TransitiveTagKeys=["cost"])
    assert identity_of(instance, answer).principal.tags == {"team": "red", "cost": "7"}
    chained = ask_with(instance, answer)
    assert identity_of(instance, _assume(chained, second)).principal.tags == {"cost": "7"}
    with pytest.raises(errors.ValidationError, match="transitive"):
        _assume(chained, second, Tags=[{"Key": "Cost", "Value": "8"}])
    with pytest.raises(errors.ValidationError, match="must be included"):
        _assume(ask_as(instance, jane), first, TransitiveTagKeys=["absent"])


def test_tags_need_the_trust_policys_permission(instance: Instance) -> None:
    jane = make_user(instance, "jane")
    trust = policy(trusting({"AWS": jane.arn}, Action="sts:AssumeRole"))
    arn = root(instance)("iam:CreateRole", RoleName="R", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    with pytest.raises(errors.AccessDenied, match="sts:TagSession"):
        _assume(ask_as(instance, jane), arn, Tags=[{"Key": "a", "Value": "b"}])


def test_a_source_identity_stays_along_a_chain(instance: Instance) -> None:
    jane = make_user(instance, "jane")
    trust = policy(trusting({"AWS": [jane.arn, ACCOUNT]}, Action=["sts:AssumeRole", "sts:SetSourceIdentity"]))
    arn = root(instance)("iam:CreateRole", RoleName="R", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    root(instance)("iam:PutRolePolicy", RoleName="R", PolicyName="own", PolicyDocument=EVERYTHING)
    answer = _assume(ask_as(instance, jane), arn, SourceIdentity="jane")
    assert answer["SourceIdentity"] == "jane"
    chained = ask_with(instance, answer)
    assert _assume(chained, arn)["SourceIdentity"] == "jane"
    with pytest.raises(errors.ValidationError, match="cannot be changed"):
        _assume(chained, arn, SourceIdentity="joe")


def test_a_code_without_a_device_is_wrong(instance: Instance) -> None:
    jane = make_user(instance, "jane")
    arn = make_role(instance, "R", trusting({"AWS": jane.arn}))
    with pytest.raises(errors.AccessDenied, match="MultiFactorAuthentication failed"):
        _assume(ask_as(instance, jane), arn, SerialNumber="arn:aws:iam::1:mfa/jane", TokenCode="123456")


def test_too_many_tags_for_a_token(instance: Instance) -> None:
    jane = make_user(instance, "jane")
    arn = make_role(instance, "R", trusting({"AWS": jane.arn}))
    tags = [{"Key": f"k{n}", "Value": "".join(new_request_id() for _ in range(6))} for n in range(50)]
    with pytest.raises(errors.PackedPolicyTooLarge, match="% of allotted space"):
        _assume(ask_as(instance, jane), arn, Tags=tags)


def test_wrong_credentials(instance: Instance) -> None:
    jane = make_user(instance, "jane")
    arn = make_role(instance, "R", trusting({"AWS": jane.arn}))
    credentials = _assume(ask_as(instance, jane), arn)["Credentials"]
    key, token = credentials["AccessKeyId"], credentials["SessionToken"]
    other = _assume(ask_as(instance, jane), arn)["Credentials"]["AccessKeyId"]
    for wrong in ((other, token), (key, token[:-8] + "AAAAAAA="), (key, ""), (key, token * 9)):
        with pytest.raises(InvalidToken):
            authenticate(instance, *wrong)
    with pytest.raises(UnknownAccessKey):
        authenticate(instance, key, None)
    with pytest.raises(UnknownAccessKey):
        authenticate(instance, "AKIAAAAAAAAAAAAAAAAA", None)
    own = root(instance)("iam:CreateAccessKey", UserName="jane")["AccessKey"]["AccessKeyId"]
    with pytest.raises(InvalidToken):
        authenticate(instance, own, token)


def test_the_audit_trail_holds_no_secret_and_no_token(instance: Instance) -> None:
    jane = make_user(instance, "jane")
    arn = make_role(instance, "R", trusting({"AWS": jane.arn}))
    key = root(instance)("iam:CreateAccessKey", UserName="jane")["AccessKey"]
    credentials = _assume(ask_as(instance, jane), arn)["Credentials"]
    ask_with(instance, {"Credentials": credentials})("sts:GetCallerIdentity")
    records = instance.trail.newest(100)
    assert {"CreateAccessKey", "AssumeRole", "GetCallerIdentity"} <= {record["eventName"] for record in records}
    for secret in (key["SecretAccessKey"], credentials["SecretAccessKey"], credentials["SessionToken"]):
        assert secret not in repr(records)
    assumed = next(record for record in records if record["eventName"] == "AssumeRole")
    assert assumed["resources"] == [{"ARN": arn}]
    assert assumed["sealcanvas"]["decisions"][0]["allowed"] is True


def test_a_principal_of_no_account_is_told_apart(instance: Instance) -> None:
    arn = make_role(instance, "R", trusting({"AWS": ACCOUNT}))
    with pytest.raises(errors.AccessDenied):
        _assume(ask_as(instance, Principal.service_principal("sagemaker.amazonaws.com")), arn)

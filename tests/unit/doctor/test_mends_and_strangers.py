"""Explanations and mends, attacked: nothing of another account, nothing for a stranger, no way around IAM."""

import json
from dataclasses import replace
from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.canvas.failure import why_refused
from sealcanvas.cloudtrail import cloudtrail
from sealcanvas.iam import iam
from sealcanvas.iam.roles import role_named
from sealcanvas.iam.users import user_named
from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.service.call import Call
from sealcanvas.service.errors import AccessDenied
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import WrongCredentialsException
from sealcanvas.sts import sts
from sealcanvas.sts.session import session_context
from tests.support.instance import ACCOUNT
from tests.unit.doctor.doctor_world import World
from tests.unit.kms.kms_world import OTHER_ACCOUNT, TRUST_ACCOUNT, key_statement, policy

ROOT = Principal.root(ACCOUNT)
SECRET = {"Sid": "TheirSecret", "Effect": "Deny", "Principal": "*", "Action": "s3:ListBucket"}


def refused(world: World, principal: Principal, operation: Any, **request: Any) -> str:
    """The id of a call that is refused."""
    call = world.call(principal)
    with pytest.raises(AccessDenied):
        operation(call, request)
    return call.request_id


def explained(world: World, decision_id: str, account: str = ACCOUNT) -> dict[str, Any]:
    decision: dict[str, Any] = world.doctor("ExplainDecision", Principal.root(account), DecisionId=decision_id)
    found: dict[str, Any] = decision["Decision"]
    return found


def test_a_role_made_again_is_a_stranger_to_an_old_mend(world: World) -> None:
    jane = world.role("Jane")
    key = world.key(world.call(ROOT))
    decision_id = refused(world, jane, kms.operations["Encrypt"], KeyId=key, Plaintext=b"1")
    assert explained(world, decision_id)["Mend"]["Applicable"]
    root = world.call(ROOT)
    iam.operations["DeleteRole"](root, {"RoleName": "Jane"})
    world.role("Jane")
    mend = explained(world, decision_id)["Mend"]
    assert (mend["Changes"], mend["Applicable"]) == ([], False)


def test_a_user_that_took_the_name_of_another_is_a_stranger_to_an_old_mend(world: World) -> None:
    jane = world.user("jane")
    decision_id = refused(world, jane, s3.operations["ListBuckets"])
    assert explained(world, decision_id)["Mend"]["Applicable"]
    root = world.call(ROOT)
    iam.operations["UpdateUser"](root, {"UserName": "jane", "NewUserName": "jane.2"})
    world.user("jane")
    assert explained(world, decision_id)["Mend"]["Changes"] == []


def test_the_policy_of_a_bucket_whose_name_went_to_another_account_is_not_shown(world: World) -> None:
    world.bucket("moved")
    jane = world.user("jane")
    decision_id = refused(world, jane, s3.operations["ListObjectsV2"], Bucket="moved")
    s3.operations["DeleteBucket"](world.call(ROOT), {"Bucket": "moved"})
    arn = "arn:aws:s3:::moved"
    world.bucket("moved", {**SECRET, "Resource": arn}, account=OTHER_ACCOUNT)
    told = explained(world, decision_id)
    assert "TheirSecret" not in json.dumps(told)


def test_an_allowed_call_on_another_accounts_key_says_nothing_of_its_policy(world: World) -> None:
    theirs = world.call(Principal.root(OTHER_ACCOUNT))
    shared = key_statement({"AWS": ACCOUNT}, "kms:Encrypt", Sid="TheirSecret")
    own = key_statement({"AWS": OTHER_ACCOUNT}, "kms:*")
    key = world.key(theirs, own, shared)
    jane = world.user("jane", world.allowed("kms:Encrypt"))
    call = world.call(jane)
    kms.operations["Encrypt"](call, {"KeyId": key, "Plaintext": b"1"})
    told = explained(world, call.request_id)
    assert told["Allowed"]
    assert "TheirSecret" not in json.dumps(told)
    assert "the account's root user" not in told["Summary"]


def test_an_explanation_does_not_tell_how_another_account_tags_its_key(world: World) -> None:
    theirs = world.call(Principal.root(OTHER_ACCOUNT))
    key = world.key(theirs, key_statement({"AWS": OTHER_ACCOUNT}, "kms:*"))
    kms.operations["TagResource"](theirs, {"KeyId": key, "Tags": [{"TagKey": "client", "TagValue": "TheirSecret"}]})
    kms.operations["CreateAlias"](theirs, {"AliasName": "alias/TheirSecret", "TargetKeyId": key})
    tagged = {"StringEquals": {"aws:resourcetag/Client": "guess"}}
    jane = world.user("jane", {"Action": "kms:*", "Resource": "*", "Condition": tagged})
    decision_id = refused(world, jane, kms.operations["DescribeKey"], KeyId=key)
    decoded = sts.operations["DecodeAuthorizationMessage"](world.call(ROOT), {"EncodedMessage": decision_id})
    told = explained(world, decision_id)
    assert "TheirSecret" not in json.dumps([told, decoded])
    assert "kms:KeySpec" not in told["Context"]


def test_which_key_is_behind_another_accounts_alias_is_not_told(world: World) -> None:
    theirs = world.call(Principal.root(OTHER_ACCOUNT))
    key = world.key(theirs, key_statement({"AWS": OTHER_ACCOUNT}, "kms:*"))
    kms.operations["CreateAlias"](theirs, {"AliasName": "alias/data", "TargetKeyId": key})
    alias = f"{key.rpartition(':')[0]}:alias/data"
    jane = world.user("jane", world.allowed("kms:Encrypt"))
    decision_id = refused(world, jane, kms.operations["Encrypt"], KeyId=alias, Plaintext=b"1")
    told = explained(world, decision_id)
    assert told["Resource"] == alias
    decoded = sts.operations["DecodeAuthorizationMessage"](world.call(ROOT), {"EncodedMessage": decision_id})
    events = cloudtrail.operations["LookupEvents"](world.call(ROOT), {})["Events"]
    event = next(each for each in events if each["EventName"] == "Encrypt")
    assert [each["ResourceName"] for each in event["Resources"]] == [alias]
    denials = world.doctor("ListDenials", ROOT)["Denials"]
    assert denials[0]["Resource"] == alias
    assert key.rpartition("/")[2] not in json.dumps([told, decoded, event, denials], default=str)


def test_a_decoded_message_says_nothing_of_another_accounts_policy(world: World) -> None:
    arn = world.bucket("theirs", {**SECRET, "Resource": "arn:aws:s3:::theirs"}, account=OTHER_ACCOUNT)
    jane = world.user("jane", {"Action": "s3:*", "Resource": arn})
    decision_id = refused(world, jane, s3.operations["ListObjectsV2"], Bucket="theirs")
    decoded = sts.operations["DecodeAuthorizationMessage"](world.call(ROOT), {"EncodedMessage": decision_id})
    assert "TheirSecret" not in decoded["DecodedMessage"]
    assert json.loads(decoded["DecodedMessage"])["explicitDeny"] is True


@pytest.mark.parametrize("kind", ["user", "federated-user"])
def test_the_session_of_a_user_changes_nothing_in_iam_by_a_mend(world: World, kind: str) -> None:
    """IAM takes no credentials of GetSessionToken: neither does it through the doctor."""
    boss = world.user("boss", world.allowed("*"))
    jane = world.user("jane")
    decision_id = refused(world, jane, s3.operations["ListBuckets"])
    federated = Principal.federated_user(ACCOUNT, "fred", boss.arn, boss.principal_id)
    call = world.call(boss if kind == "user" else federated)
    session: Call = replace(call, context=session_context(world.clock()))
    with pytest.raises((WrongCredentialsException, AccessDenied)) as caught:
        sealcanvas.operations["ApplyMend"](session, {"DecisionId": decision_id})
    assert caught.value.code == "AccessDeniedException"
    user = user_named(world.instance, ACCOUNT, "jane")
    assert user is not None
    listed = iam.operations["ListUserPolicies"](world.call(ROOT), {"UserName": "jane"})
    assert listed["PolicyNames"] == []
    sealcanvas.operations["ApplyMend"](world.call(boss), {"DecisionId": decision_id, "AllowWeakening": True})
    listed = iam.operations["ListUserPolicies"](world.call(ROOT), {"UserName": "jane"})
    assert len(listed["PolicyNames"]) == 1


def test_nor_does_it_change_whom_a_role_trusts(world: World) -> None:
    boss = world.user("boss", world.allowed("*"))
    trust = policy({**TRUST_ACCOUNT, "Principal": {"Service": "ec2.amazonaws.com"}})
    iam.operations["CreateRole"](world.call(ROOT), {"RoleName": "Deep", "AssumeRolePolicyDocument": trust})
    role = role_named(world.instance, ACCOUNT, "Deep")
    assert role is not None
    request = {"RoleArn": role.arn, "RoleSessionName": "boss"}
    decision_id = refused(world, boss, sts.operations["AssumeRole"], **request)
    session = replace(world.call(boss), context=session_context(world.clock()))
    with pytest.raises(WrongCredentialsException):
        sealcanvas.operations["ApplyMend"](session, {"DecisionId": decision_id})


def test_the_reason_of_a_failed_job_says_nothing_of_another_accounts_policy(world: World) -> None:
    arn = world.bucket("theirs", {**SECRET, "Resource": "arn:aws:s3:::theirs"}, account=OTHER_ACCOUNT)
    jane = world.role("Jane", {"Action": "s3:*", "Resource": arn})
    with pytest.raises(AccessDenied) as caught:
        s3.operations["ListObjectsV2"](world.call(jane), {"Bucket": "theirs"})
    why = why_refused(world.instance, caught.value.decision)
    assert "with an explicit deny in a resource-based policy" in why.reason
    assert "TheirSecret" not in why.reason


def test_a_mend_of_a_role_in_an_odd_path_changes_that_role_and_no_other(world: World) -> None:
    """The path of Jane ends the ARN of Admin: what is put into Jane's policy must not reach Admin's."""
    root = world.call(ROOT)
    for name, path in (("Admin", "/"), ("Jane", "/Admin#own/")):
        members = {"RoleName": name, "Path": path, "AssumeRolePolicyDocument": policy(TRUST_ACCOUNT)}
        iam.operations["CreateRole"](root, members)
    only = {"Action": "s3:ListAllMyBuckets", "Resource": "*", "Condition": {"StringEquals": {"aws:userid": "none"}}}
    document = {"RoleName": "Jane", "PolicyName": "own", "PolicyDocument": policy(only)}
    iam.operations["PutRolePolicy"](root, document)
    role = role_named(world.instance, ACCOUNT, "Jane")
    assert role is not None
    jane = Principal.role_session(role.arn, role.role_id, "work")
    decision_id = refused(world, jane, s3.operations["ListBuckets"])
    sealcanvas.operations["ApplyMend"](root, {"DecisionId": decision_id, "AllowWeakening": True})
    s3.operations["ListBuckets"](world.call(jane), {})
    assert iam.operations["ListRolePolicies"](root, {"RoleName": "Admin"})["PolicyNames"] == []
    place = f"{role.arn}#own"
    reviewed = world.doctor("ReviewPolicyChange", Document=place)
    assert reviewed["Document"] == place


def test_a_mend_of_a_managed_policy_in_an_odd_path_makes_its_next_version(world: World) -> None:
    root = world.call(ROOT)
    only = {"Action": "s3:ListAllMyBuckets", "Resource": "*", "Condition": {"StringEquals": {"aws:userid": "none"}}}
    members = {"PolicyName": "P", "Path": "/a#b/", "PolicyDocument": policy(only)}
    arn = iam.operations["CreatePolicy"](root, members)["Policy"]["Arn"]
    jane = world.user("jane")
    iam.operations["AttachUserPolicy"](root, {"UserName": "jane", "PolicyArn": arn})
    decision_id = refused(world, jane, s3.operations["ListBuckets"])
    sealcanvas.operations["ApplyMend"](root, {"DecisionId": decision_id, "AllowWeakening": True})
    s3.operations["ListBuckets"](world.call(jane), {})
    assert len(iam.operations["ListPolicyVersions"](root, {"PolicyArn": arn})["Versions"]) == 2

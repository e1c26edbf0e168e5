"""SimulateAccess: every principal, every member, unsaved policies, and what it does not tell."""

import json
from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.iam import iam
from sealcanvas.service.own_errors import AccessDeniedException, ResourceNotFoundException, ValidationException
from tests.support.instance import ACCOUNT
from tests.unit.doctor.doctor_world import World
from tests.unit.kms.kms_world import DELEGATION, OTHER_ACCOUNT, key_statement, policy

JANE = f"arn:aws:iam::{ACCOUNT}:role/Jane"


@pytest.fixture
def key(world: World) -> str:
    """A key that its policy leaves to IAM."""
    return world.key(world.call(world.user("admin", world.allowed("*"))), DELEGATION)


@pytest.mark.parametrize(
    ("named", "principal"),
    [
        ({"AWS": f"arn:aws:sts::{ACCOUNT}:assumed-role/Jane/s1"}, f"arn:aws:sts::{ACCOUNT}:assumed-role/Jane/s1"),
        ({"AWS": JANE}, JANE),
        ({"AWS": JANE}, f"arn:aws:sts::{ACCOUNT}:assumed-role/Jane/any"),
        ({"AWS": OTHER_ACCOUNT}, OTHER_ACCOUNT),
        ({"AWS": ACCOUNT}, f"arn:aws:iam::{ACCOUNT}:root"),
        ({"Service": "sagemaker.amazonaws.com"}, "sagemaker.amazonaws.com"),
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:user/admin"}, f"arn:aws:iam::{ACCOUNT}:user/admin"),
        ({"AWS": f"arn:aws:sts::{ACCOUNT}:federated-user/bob"}, f"arn:aws:sts::{ACCOUNT}:federated-user/bob"),
    ],
)
def test_every_form_of_principal_is_decided(world: World, key: str, named: Any, principal: str) -> None:
    world.role("Jane")
    draft = {"Document": key, "Policy": policy(key_statement(named, "kms:Decrypt"))}
    assert world.simulate(principal, "kms:Decrypt", key, Drafts=[draft])["Allowed"]
    nobody = {"Document": key, "Policy": policy(key_statement({"AWS": f"arn:aws:iam::{ACCOUNT}:role/None"}, "kms:*"))}
    assert not world.simulate(principal, "kms:Decrypt", key, Drafts=[nobody])["Allowed"]


def test_a_principal_need_not_exist_yet(world: World, key: str) -> None:
    allowing = policy(world.allowed("kms:Decrypt"))
    for arn in (f"arn:aws:iam::{ACCOUNT}:role/team/Planned", f"arn:aws:iam::{ACCOUNT}:user/計画"[:-2] + "planned"):
        assert not world.simulate(arn, "kms:Decrypt", key)["Allowed"]
        decision = world.simulate(arn, "kms:Decrypt", key, AdditionalPolicies=[allowing])
        assert decision["Allowed"]
        identity = next(each for each in decision["Layers"] if each["Layer"] == "identity")
        assert identity["Document"].startswith("draft 1")


def test_who_is_made_up_under_a_gone_roles_name_is_a_stranger(world: World, key: str) -> None:
    role = world.role("Jane")
    key = world.key(
        world.call(Principal.root(ACCOUNT)), DELEGATION, key_statement({"AWS": role.role_arn}, "kms:Decrypt")
    )
    assert world.simulate(JANE, "kms:Decrypt", key)["Allowed"]
    iam.operations["DeleteRole"](world.call(Principal.root(ACCOUNT)), {"RoleName": "Jane"})
    assert not world.simulate(JANE, "kms:Decrypt", key)["Allowed"]


def test_the_way_that_a_request_comes_counts(world: World, key: str) -> None:
    conditions = {
        "StringEquals": {"kms:EncryptionContext:team": "red", "kms:ViaService": "s3.us-east-1.amazonaws.com"},
        "ForAnyValue:StringEquals": {"aws:CalledVia": "sagemaker.us-east-1.amazonaws.com"},
        "IpAddress": {"aws:SourceIp": "10.0.0.0/8"},
    }
    user = world.user("aiko", world.allowed("kms:*") | {"Condition": conditions})
    members: dict[str, Any] = {
        "ViaServices": ["sagemaker", "s3.us-east-1.amazonaws.com"],
        "EncryptionContext": {"team": "red"},
        "Context": {"aws:sourceip": ["10.1.2.3"]},
    }
    assert world.simulate(user, "kms:Decrypt", key, **members)["Allowed"]
    for left_out in members:
        less = {name: value for name, value in members.items() if name != left_out}
        assert not world.simulate(user, "kms:Decrypt", key, **less)["Allowed"], left_out
    assert not world.simulate(user, "kms:DescribeKey", key, **members)["Allowed"]  # has no encryption context


def test_given_context_goes_first_in_any_spelling(world: World, key: str) -> None:
    tied = {"Condition": {"StringEquals": {"kms:KeySpec": "RSA_2048", "aws:ResourceAccount": "000000000000"}}}
    user = world.user("aiko", world.allowed("kms:*") | tied)
    assert not world.simulate(user, "kms:DescribeKey", key)["Allowed"]
    given = {"KMS:keyspec": ["RSA_2048"], "aws:resourceaccount": ["000000000000"]}
    assert world.simulate(user, "kms:DescribeKey", key, Context=given)["Allowed"]


def test_keys_are_named_by_id_arn_and_alias(world: World, key: str) -> None:
    from sealcanvas.kms import kms

    root = world.call(Principal.root(ACCOUNT))
    kms.operations["CreateAlias"](root, {"AliasName": "alias/data", "TargetKeyId": key})
    by_alias = world.allowed("kms:*") | {"Condition": {"StringEquals": {"kms:RequestAlias": "alias/data"}}}
    user = world.user("aiko", by_alias)
    region_and_account = key.partition(":key/")[0]
    for name, allowed in {
        key: False,
        key.rpartition("/")[2]: False,
        "alias/data": True,
        f"{region_and_account}:alias/data": True,
    }.items():
        decision = world.simulate(user, "kms:DescribeKey", name)
        assert (decision["Resource"], decision["Allowed"]) == (key, allowed)
    with pytest.raises(ResourceNotFoundException):
        world.simulate(user, "kms:DescribeKey", "alias/none")


def test_drafts_stand_in_place_of_saved_policies(world: World, key: str) -> None:
    user, root = world.user("aiko", world.allowed("s3:GetObject")), world.call(Principal.root(ACCOUNT))
    arn = world.bucket("data")
    trust = policy({"Principal": {"AWS": user.arn}, "Action": "sts:AssumeRole"})
    world.role("Jane")
    managed = iam.operations["CreatePolicy"](
        root, {"PolicyName": "managed", "PolicyDocument": policy(world.allowed("kms:Decrypt"))}
    )["Policy"]["Arn"]
    iam.operations["AttachUserPolicy"](world.call(Principal.root(ACCOUNT)), {"UserName": "aiko", "PolicyArn": managed})
    deny = policy({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": f"{arn}/*"})
    for action, resource, before, place, text in (
        ("s3:GetObject", f"{arn}/k", True, arn, deny),
        ("s3:GetObject", f"{arn}/k", True, f"{user.arn}#own", policy(world.allowed("ec2:*"))),
        ("s3:GetObject", f"{arn}/k", True, f"{user.arn}#own", None),
        ("sts:AssumeRole", JANE, False, JANE, trust),
        ("kms:Decrypt", key, True, managed, policy(world.allowed("kms:Encrypt"))),
        ("kms:Decrypt", key, True, key, policy(key_statement({"AWS": JANE}, "kms:*"))),
    ):
        draft = {"Document": place} | ({"Policy": text} if text else {})
        assert world.simulate(user, action, resource)["Allowed"] is before
        after = world.simulate(user, action, resource, Drafts=[draft])
        assert after["Allowed"] is not before, (action, place)
        assert "Mend" not in after


def test_a_draft_of_an_inline_policy_that_is_not_there_yet_counts(world: World, key: str) -> None:
    user = world.user("aiko")
    draft = {"Document": f"{user.arn}#new", "Policy": policy(world.allowed("kms:Decrypt"))}
    assert not world.simulate(user, "kms:Decrypt", key)["Allowed"]
    assert world.simulate(user, "kms:Decrypt", key, Drafts=[draft])["Allowed"]
    with pytest.raises(ValidationException, match="No policy can be saved"):
        world.simulate(user, "kms:Decrypt", key, Drafts=[draft | {"Document": f"{user.arn}x#new"}])


def test_what_is_always_there_cannot_be_drafted_away(world: World, key: str) -> None:
    world.role("Jane")
    for place in (key, JANE):
        with pytest.raises(ValidationException, match="always have a policy"):
            world.simulate(JANE, "kms:Decrypt", key, Drafts=[{"Document": place}])


def test_session_policies_narrow_a_session(world: World, key: str) -> None:
    role = world.role("Jane", world.allowed("kms:*"))
    narrow = [policy(world.allowed("kms:DescribeKey"))]
    assert world.simulate(role, "kms:DescribeKey", key, SessionPolicies=narrow)["Allowed"]
    assert not world.simulate(role, "kms:Decrypt", key, SessionPolicies=narrow)["Allowed"]
    with pytest.raises(ValidationException, match="Only a session"):
        world.simulate(f"arn:aws:iam::{ACCOUNT}:user/u", "kms:Decrypt", key, SessionPolicies=narrow)


def test_only_the_callers_own_resources_may_be_asked_about(world: World, key: str) -> None:
    stranger = Principal.root(OTHER_ACCOUNT)
    asked = {"Principal": JANE, "Action": "kms:Decrypt", "Resource": key}
    with pytest.raises(ResourceNotFoundException):
        world.doctor("SimulateAccess", stranger, **asked)
    theirs = world.bucket("theirs", account=OTHER_ACCOUNT)
    with pytest.raises(ResourceNotFoundException):
        world.simulate(JANE, "s3:GetObject", f"{theirs}/k")
    with pytest.raises(ValidationException, match="No policy can be saved"):
        world.simulate(JANE, "kms:Decrypt", key, Drafts=[{"Document": theirs, "Policy": "{}"}])
    with pytest.raises(AccessDeniedException, match="sealcanvas:SimulateAccess"):
        world.doctor("SimulateAccess", world.user("bob"), **asked)
    assert world.doctor("SimulateAccess", world.user("eve", world.allowed("sealcanvas:SimulateAccess")), **asked)


def test_a_foreign_principals_own_policies_are_not_shown(world: World) -> None:
    secret = world.allowed("kms:Encrypt") | {"Sid": "InternalProjectName"}
    eve = world.user("eve", secret, account=OTHER_ACCOUNT)
    tags = {"UserName": "eve", "Tags": [{"Key": "project", "Value": "InternalProjectName"}]}
    iam.operations["TagUser"](world.call(Principal.root(OTHER_ACCOUNT)), tags)
    key = world.key(world.call(Principal.root(ACCOUNT)), DELEGATION, key_statement({"AWS": eve.arn}, "kms:*"))
    for action in ("kms:Encrypt", "kms:Decrypt"):
        decision = world.simulate(eve, action, key)
        assert decision["Allowed"]
        told = json.dumps(decision)
        assert "InternalProjectName" not in told
        assert "inline policy" not in told
        assert f"Account {OTHER_ACCOUNT} has the principal and must allow it as well" in told


@pytest.mark.parametrize("kind", ["User", "Role"])
def test_what_another_account_has_cannot_be_probed(world: World, kind: str) -> None:
    """Whatever the other account holds behind the name, every answer is the same."""
    other = Principal.root(OTHER_ACCOUNT)
    eve, bucket = f"arn:aws:iam::{OTHER_ACCOUNT}:{kind.lower()}/eve", world.bucket("mine")
    every = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{bucket}/*"}
    tagged = {"Condition": {"StringEquals": {"aws:PrincipalTag/team": "red"}}}
    known = {"Condition": {"StringLike": {"aws:userid": "A*"}}}
    drafts = [
        policy(every),
        policy(every | {"Principal": {"AWS": eve}}),
        policy(every | tagged),
        policy(every | known),
        policy(every | {"Principal": {"AWS": eve}} | tagged),
        policy(every | {"Principal": {"AWS": eve}} | known),
        policy(every, every | {"Effect": "Deny", "Condition": {"StringNotLike": {"aws:userid": "A*"}}}),
    ]

    def told() -> list[Any]:
        return [
            answer
            for text in drafts
            for answer in (
                world.simulate(eve, "s3:GetObject", f"{bucket}/k", Drafts=[{"Document": bucket, "Policy": text}]),
                world.doctor("ReviewPolicyChange", Document=bucket, Policy=text),
            )
        ]

    nobody = told()
    assert [each["Allowed"] for each in nobody[:6:2]] == [True, True, False]
    make: dict[str, Any] = {f"{kind}Name": "eve", "Tags": [{"Key": "team", "Value": "red"}]}
    if kind == "Role":
        make["AssumeRolePolicyDocument"] = policy({"Principal": {"AWS": OTHER_ACCOUNT}, "Action": "sts:AssumeRole"})
    created = iam.operations[f"Create{kind}"](world.call(other), make)[kind]
    assert told() == nobody
    for text in (policy(world.allowed("*")), policy(world.allowed("*") | {"Effect": "Deny"})):
        request = {f"{kind}Name": "eve", "PolicyName": "p", "PolicyDocument": text}
        iam.operations[f"Put{kind}Policy"](world.call(other), request)
        assert told() == nobody
    with pytest.raises(ValidationException, match="is no user, role"):
        world.simulate(created[f"{kind}Id"], "s3:GetObject", f"{bucket}/k")


def test_a_foreign_principal_that_a_saved_policy_or_a_grant_names_is_still_meant(world: World) -> None:
    from sealcanvas.kms import kms

    eve = world.user("eve", account=OTHER_ACCOUNT)
    root = Principal.root(ACCOUNT)
    named = world.key(world.call(root), DELEGATION, key_statement({"AWS": eve.arn}, "kms:Decrypt"))
    assert world.simulate(eve, "kms:Decrypt", named)["Allowed"]
    granted = world.key(world.call(root), DELEGATION)
    assert not world.simulate(eve, "kms:Decrypt", granted)["Allowed"]
    grant = {"KeyId": granted, "GranteePrincipal": eve.arn, "Operations": ["Decrypt"]}
    kms.operations["CreateGrant"](world.call(root), grant)
    assert world.simulate(eve, "kms:Decrypt", granted)["Allowed"]
    iam.operations["DeleteUser"](world.call(Principal.root(OTHER_ACCOUNT)), {"UserName": "eve"})
    for key in (named, granted):
        assert not world.simulate(eve, "kms:Decrypt", key)["Allowed"]


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"Principal": "Jane"}, "is no user, role"),
        ({"Action": "kms:Dekrypt"}, r"There is no action kms:Dekrypt\. Did you mean kms:Decrypt\?"),
        ({"Action": "kmss:Decrypt"}, r"Did you mean kms:Decrypt\?"),
        ({"Action": "zzzzqqqq:x"}, r"There is no action zzzzqqqq:x\.$"),
        ({"Drafts": [{"Document": f"arn:aws:iam::{ACCOUNT}:role/R", "Policy": "{"}] * 2}, "two drafts"),
        (
            {"Drafts": [{"Document": "arn:aws:iam::aws:policy/AdministratorAccess", "Policy": "{}"}]},
            "No policy can be saved",
        ),
        ({"AdditionalPolicies": ["{}"]}, "Statement"),
        ({"EncryptionContext": {"a": "b" * 8_192}}, "longer than"),
    ],
)
def test_what_cannot_be_asked_is_refused(world: World, key: str, members: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationException, match=message):
        world.doctor("SimulateAccess", **{"Principal": JANE, "Action": "kms:Decrypt", "Resource": key, **members})
    with pytest.raises(ValidationException):
        world.simulate(JANE, "kms:Decrypt", key, Drafts=[{"Document": key, "Policy": "{"}])
